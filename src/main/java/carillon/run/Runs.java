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

    /** For the container's proxy. */
    protected Runs() {
        this(null);
    }

    @Inject
    public Runs(RunRepository repository) {
        this.repository = repository;
    }

    public Optional<RunView> find(String tenant, UUID id) {
        return repository.find(tenant, id);
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
