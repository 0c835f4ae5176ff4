package carillon.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings queues into being with the first job that names them. */
@ApplicationScoped
public class QueueNames {

    private final QueueNameRepository repository;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** For the container's proxy. */
    protected QueueNames() {
        this(null);
    }

    @Inject
    public QueueNames(QueueNameRepository repository) {
        this.repository = repository;
    }

    /** Commits by itself what is new: a queue without jobs does no harm, a job without its queue would wait for ever. */
    public void ensure(Set<String> names) {
        if (!known.containsAll(names)) {
            repository.add(names);
            known.addAll(names);
        }
    }
}
