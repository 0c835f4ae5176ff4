package carillon.timer;

import carillon.cluster.Members;
import carillon.platform.Setting;
import carillon.run.PruneRepository;
import carillon.run.RunPartitions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.logging.Logger;

/** Makes partitions for the days to come, and deletes what is past its retention: whole days where it can. */
@ApplicationScoped
public class Prune {

    private static final Logger LOG = Logger.getLogger(Prune.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final RunPartitions partitions;
    private final PruneRepository repository;
    private final Members members;

    /** Looking through all jobs is for once in a while. */
    private final long turnsBetween;

    private long turn;

    /** For the container's proxy. */
    protected Prune() {
        this(null, null, null);
    }

    @Inject
    public Prune(RunPartitions partitions, PruneRepository repository, Members members) {
        this(partitions, repository, members, Setting.TIMER_PRUNE.duration());
    }

    Prune(RunPartitions partitions, PruneRepository repository, Members members, Duration between) {
        this.partitions = partitions;
        this.repository = repository;
        this.members = members;
        this.turnsBetween = between.dividedBy(EVERY);
    }

    Duration turn() {
        partitions.ensureComing();
        members.forgetGone();
        if (turn++ % turnsBetween == 0) {
            prune();
        }
        return EVERY;
    }

    /** Rows of jobs that keep their runs for less than others go one by one, before their day does. */
    void prune() {
        Duration longest = repository.longestRetention();
        int runs = repository.deleteRunsKeptLess(longest);
        List<LocalDate> days = partitions.prune(longest);
        int jobs = repository.deleteSpentJobs();
        repository.deletePastVersions(longest);
        repository.deleteFirstAnswers();
        repository.deleteSpentBatches();
        repository.deletePastActions();
        if (runs + jobs > 0 || !days.isEmpty()) {
            LOG.info(() -> "event=pruned days=" + days + " runs=" + runs + " jobs=" + jobs);
        }
    }
}
