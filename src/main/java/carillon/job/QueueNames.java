package carillon.job;

import carillon.platform.CarillonException;
import carillon.platform.SettingsMark;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/** The names of the queues there are; a queue comes into being with the first job that names it. */
@ApplicationScoped
public class QueueNames {

    private static final Logger LOG = Logger.getLogger(QueueNames.class.getName());

    private final QueueNameRepository repository;
    private final SettingsMark settings;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile QueueNameRepository.Open open =
            new QueueNameRepository.Open(List.of(), SettingsMark.Reading.never());

    /** For the container's proxy. */
    protected QueueNames() {
        this(null, null);
    }

    @Inject
    public QueueNames(QueueNameRepository repository, SettingsMark settings) {
        this.repository = repository;
        this.settings = settings;
    }

    /** For tests and tools without a heartbeat. */
    public QueueNames(QueueNameRepository repository) {
        this(repository, new SettingsMark());
    }

    /** Commits by itself what is new: a queue without jobs does no harm, a job without its queue would wait for ever. */
    public void ensure(Set<String> names) {
        if (!known.containsAll(names)) {
            repository.add(names);
            known.addAll(names);
        }
    }

    /** Queues whose runs are handed out, as of the last second; older only while the database is away. */
    public List<String> open() {
        QueueNameRepository.Open last = open;
        if (!settings.holds(last.reading())) {
            try {
                last = repository.open();
                open = last;
            } catch (CarillonException e) {
                LOG.fine(() -> "event=queues-not-read error=\"" + e.getMessage() + "\"");
            }
        }
        return last.names();
    }
}
