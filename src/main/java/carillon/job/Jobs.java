package carillon.job;

import carillon.platform.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
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
        return searches.find(filter).page(filter.limit(), repository::all);
    }
}
