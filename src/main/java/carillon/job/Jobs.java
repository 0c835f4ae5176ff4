package carillon.job;

import carillon.platform.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Shows jobs to people. */
@ApplicationScoped
public class Jobs {

    private final JobRepository repository;
    private final JobSearchRepository searches;

    /** For the container's proxy. */
    protected Jobs() {
        this(null, null);
    }

    @Inject
    public Jobs(JobRepository repository, JobSearchRepository searches) {
        this.repository = repository;
        this.searches = searches;
    }

    /** Empty when there is none in the tenant, or it is deleted. */
    @Transactional
    public Optional<Job> find(String tenant, UUID id) {
        return repository.find(tenant, id);
    }

    /**
     * Newest first. What no index tells is looked for among a bounded number of jobs: the page may hold fewer than the limit, or
     * none, and name a next one.
     */
    @Transactional
    public Page<Job> list(JobFilter filter) {
        JobSearchRepository.Found found = searches.find(filter);
        Page<UUID> page = Page.of(found.jobs(), filter.limit(), UUID::toString);
        List<Job> jobs = page.items().isEmpty() ? List.of() : repository.all(page.items());
        boolean goesOn = page.next() == null && found.lookedUntil() != null;
        return new Page<>(jobs, goesOn ? found.lookedUntil().toString() : page.next());
    }
}
