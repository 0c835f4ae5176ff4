package carillon.timer;

import carillon.run.StatisticsRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;

/**
 * Has growing tables analyzed. Connections keep the plans of their statements, and those made at midnight are for a day
 * without runs, as those of a new installation are for no job at all; PostgreSQL itself looks once a minute.
 */
@ApplicationScoped
public class Growth {

    private static final Logger LOG = Logger.getLogger(Growth.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final StatisticsRepository repository;

    /** For the container's proxy. */
    protected Growth() {
        this(null);
    }

    @Inject
    public Growth(StatisticsRepository repository) {
        this.repository = repository;
    }

    Duration turn() {
        List<String> grown = repository.analyzeGrown();
        if (!grown.isEmpty()) {
            LOG.fine(() -> "event=tables-analyzed tables=" + grown);
        }
        return EVERY;
    }
}
