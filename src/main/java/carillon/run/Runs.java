package carillon.run;

import carillon.platform.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Shows runs to people. */
@ApplicationScoped
public class Runs {

    private final RunRepository repository;
    private final RunSituationRepository situations;
    private final RunSearchRepository searches;
    private final FailureRepository failures;

    /** For the container's proxy. */
    protected Runs() {
        this(null, null, null, null);
    }

    @Inject
    public Runs(
            RunRepository repository,
            RunSituationRepository situations,
            RunSearchRepository searches,
            FailureRepository failures) {
        this.repository = repository;
        this.situations = situations;
        this.searches = searches;
        this.failures = failures;
    }

    public Optional<RunView> find(String tenant, UUID id) {
        return repository.find(tenant, id);
    }

    /** What keeps the run waiting, or what decided how it ended. */
    public Optional<RunWhy> why(String tenant, UUID id) {
        return situations.find(tenant, id).map(RunSituation::why);
    }

    /**
     * Newest scheduled instant first. What no index tells is looked for among a bounded number of runs: the page may hold fewer
     * than the limit, or none, and name a next one.
     */
    public Page<RunView> list(RunFilter filter) {
        return RunConditions.ofEach(filter).isEmpty()
                ? Page.of(
                        repository.list(filter), filter.limit(), run -> run.id().toString())
                : searches.search(filter).page(filter.limit(), repository::list);
    }

    /** Dead letters by what they have in common, those with the newest run first. */
    public FailureGroups failures(RunFilter filter) {
        return failures.groups(filter);
    }

    /** The last run of each of the jobs, and whether any is open. */
    public Map<UUID, LastRun> lastRuns(Collection<UUID> jobs) {
        return jobs.isEmpty() ? Map.of() : repository.lastRuns(jobs);
    }
}
