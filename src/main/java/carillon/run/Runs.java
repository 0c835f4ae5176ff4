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

    /** For the container's proxy. */
    protected Runs() {
        this(null, null);
    }

    @Inject
    public Runs(RunRepository repository, RunSituationRepository situations) {
        this.repository = repository;
        this.situations = situations;
    }

    public Optional<RunView> find(String tenant, UUID id) {
        return repository.find(tenant, id);
    }

    /** What keeps the run waiting, or what decided how it ended. */
    public Optional<RunWhy> why(String tenant, UUID id) {
        return situations.find(tenant, id).map(RunSituation::why);
    }

    /** Newest scheduled instant first. */
    public Page<RunView> list(RunFilter filter) {
        return Page.of(repository.list(filter), filter.limit(), run -> run.id().toString());
    }

    /** The last run of each of the jobs, and whether any is open. */
    public Map<UUID, LastRun> lastRuns(Collection<UUID> jobs) {
        return jobs.isEmpty() ? Map.of() : repository.lastRuns(jobs);
    }
}
