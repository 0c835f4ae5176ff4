package carillon.timer;

import carillon.cluster.Command;
import carillon.cluster.Commands;
import carillon.platform.Loop;
import carillon.platform.Threads;
import carillon.run.DueRun;
import carillon.run.JobPlanned;
import carillon.run.RunEvent;
import carillon.run.RunsCancelled;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the active timer, wherever it is, of runs and cursors that requests on this member have committed. Whatever is
 * not told is found by the timer's sweep, a second later.
 */
@Singleton
@Startup
@DependsOn("Membership")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Announcer {

    @Inject
    private Commands commands;

    @Inject
    private Threads threads;

    @Inject
    private Announcements announcements;

    private Loop loop;

    @PostConstruct
    void start() {
        loop = threads.loop("announce", this::turn);
    }

    @PreDestroy
    void stop() {
        loop.close();
    }

    public void cancelled(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunsCancelled runs) {
        if (!runs.runs().isEmpty()) {
            commands.toAll("worker", new Command.CancelAttempts(runs.runs()));
        }
    }

    private Duration turn() throws InterruptedException {
        List<Object> batch = announcements.take();
        if (!batch.isEmpty()) {
            commands.toTimer(announcement(batch));
        }
        return Duration.ZERO;
    }

    private static Command.Announce announcement(List<Object> batch) {
        List<Command.Due> runs = new ArrayList<>();
        Instant cursor = null;
        for (Object told : batch) {
            if (told instanceof RunEvent.Fired run) {
                runs.add(new Command.Due(
                        run.run(), run.queue(), run.tenant(), run.priority(), run.dueAt(), run.target()));
            } else if (told instanceof DueRun run) {
                runs.add(new Command.Due(
                        run.id(), run.queue(), run.tenant(), run.priority(), run.dueAt(), run.target()));
            } else if (told instanceof JobPlanned job
                    && (cursor == null || job.nextFireAt().isBefore(cursor))) {
                cursor = job.nextFireAt();
            }
        }
        return new Command.Announce(runs, cursor);
    }
}
