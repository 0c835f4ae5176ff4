package carillon.timer;

import carillon.cluster.Members;
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

    /** Looking through all jobs is for once in a while. */
    private static final int TURNS_BETWEEN_DELETIONS = 60;

    private final RunPartitions partitions;
    private final PruneRepository repository;
    private final Members members;
    private int turn;

    /** For the container's proxy. */
    protected Prune() {
        this(null, null, null);
    }

    @Inject
    public Prune(RunPartitions partitions, PruneRepository repository, Members members) {
        this.partitions = partitions;
        this.repository = repository;
        this.members = members;
    }

    Duration turn() {
        partitions.ensureComing();
        members.forgetGone();
        if (turn++ % TURNS_BETWEEN_DELETIONS == 0) {
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
