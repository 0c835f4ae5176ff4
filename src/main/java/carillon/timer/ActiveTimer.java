package carillon.timer;

import carillon.cluster.Agenda;
import carillon.cluster.Command;
import carillon.cluster.CommandDesk;
import carillon.cluster.TimerLease;
import carillon.cluster.Work;
import carillon.platform.Loop;
import carillon.platform.Threads;
import carillon.run.DueRun;
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
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the timer's loops while this member holds the lease. */
@Singleton
@Startup
@DependsOn("Membership")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class ActiveTimer {

    private static final String PRUNE = "prune";
    private static final String ZONES = "zones";

    @Inject
    private Firing firing;

    @Inject
    private Dispatcher dispatcher;

    @Inject
    private Sweep sweep;

    @Inject
    private Refill refill;

    @Inject
    private TargetedHandOff targeted;

    @Inject
    private Expiry expiry;

    @Inject
    private Rescue rescue;

    @Inject
    private Housekeeping housekeeping;

    @Inject
    private ActionSteps actions;

    @Inject
    private FreePlaces freePlaces;

    @Inject
    private Growth growth;

    @Inject
    private Prune prune;

    @Inject
    private ZoneMoves zones;

    @Inject
    private CommandDesk desk;

    @Inject
    private TimerLease lease;

    @Inject
    private Agenda agenda;

    @Inject
    private Threads threads;

    private volatile List<Loop> loops = List.of();

    @PostConstruct
    void start() {
        desk.register(Command.Announce.class, this::announced);
        if (lease.held()) {
            begin();
        }
    }

    @PreDestroy
    void stop() {
        end();
    }

    public void changed(@Observes TimerLease.Change change) {
        if (change.active()) {
            begin();
        } else {
            end();
        }
    }

    /** For whoever watches this member, without the loops of which a turn may take its time. */
    @Produces
    public TimerStatus status() {
        return new TimerStatus(
                lease.trusted().isPresent(),
                lease.epoch(),
                loops.stream()
                        .filter(loop -> !Set.of(PRUNE, ZONES).contains(loop.name()))
                        .toList());
    }

    private synchronized void begin() {
        if (loops.isEmpty()) {
            dispatcher.reset();
            List<Loop> started = new ArrayList<>();
            try {
                startInto(started);
                loops = List.copyOf(started);
            } finally {
                if (loops.isEmpty()) {
                    started.forEach(Loop::stop);
                }
            }
        }
    }

    /** Not named as the callback: the container finds callbacks by their name alone. */
    private void startInto(List<Loop> started) {
        Lookouts lookouts = new Lookouts(agenda, threads);
        Loop dispatch = threads.loop("dispatch", dispatcher::turn);
        started.add(dispatch);
        dispatcher.wakeWith(dispatch);
        Loop fire = lookouts.loop("fire", Work.FIRE, firing::turn);
        started.add(fire);
        firing.wakeWith(fire);
        Loop refilling = lookouts.woken("refill", Work.RUNS, refill::turn);
        started.add(refilling);
        refill.wakeWith(refilling);
        Loop targets = lookouts.woken("targets", Work.RUNS, targeted::turn);
        started.add(targets);
        targeted.wakeWith(targets);
        started.add(lookouts.loop("sweep", Work.RUNS, sweep::turn));
        started.add(threads.loop("rescue", rescue::turn));
        started.add(lookouts.loop("expiry", Work.RUNS, expiry::turn));
        started.add(threads.loop("housekeeping", housekeeping::turn));
        started.add(lookouts.loop("actions", Work.ACTIONS, actions::turn));
        started.add(threads.loop(ZONES, zones::turn));
        started.add(threads.loop("places", freePlaces::turn));
        started.add(lookouts.loop("growth", Work.GROWTH, growth::turn));
        started.add(threads.loop(PRUNE, prune::turn));
        agenda.tellNews(lookouts::wake);
    }

    /** Does not wait: a step under way ends by itself, and what it writes is checked against the epoch. */
    private synchronized void end() {
        loops.forEach(Loop::stop);
        loops = List.of();
    }

    private int announced(Command.Announce announcement) {
        if (!announcement.runs().isEmpty()) {
            agenda.expect(Work.RUNS);
        }
        for (Command.Due due : announcement.runs()) {
            dispatcher.add(new DueRun(due.id(), due.queue(), due.tenant(), due.priority(), due.dueAt(), due.target()));
        }
        if (announcement.cursor() != null) {
            agenda.expect(Work.FIRE);
            firing.lookAt(announcement.cursor());
        }
        return 0;
    }
}
