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

    /** For the container's proxy. */
    protected Jobs() {
        this(null);
    }

    @Inject
    public Jobs(JobRepository repository) {
        this.repository = repository;
    }

    /** Empty when there is none in the tenant, or it is deleted. */
    @Transactional
    public Optional<Job> find(String tenant, UUID id) {
        return repository.find(tenant, id);
    }

    /** Newest first. */
    @Transactional
    public Page<Job> list(JobFilter filter) {
        return Page.of(repository.list(filter), filter.limit(), job -> job.id().toString());
    }
}
