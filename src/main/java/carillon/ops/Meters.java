package carillon.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.DoubleSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Puts figures on {@code /metrics}; the one class that knows MicroProfile Metrics. */
@ApplicationScoped
public class Meters {

    private static final Logger LOG = Logger.getLogger(Meters.class.getName());

    private final MetricRegistry registry;

    /** For the container's proxy. */
    protected Meters() {
        this(null);
    }

    @Inject
    public Meters(MetricRegistry registry) {
        this.registry = registry;
    }

    /**
     * A number that only grows.
     *
     * @param name ends in {@code _total}
     * @param labels names and values in turn; every counter of a name has the same names
     * @return counts one; costs some nanoseconds
     */
    Runnable counter(String name, String help, String... labels) {
        return registry.counter(metadata(name, help), tags(labels))::inc;
    }

    /**
     * A number that is asked for at each scrape.
     *
     * @param value quick; whatever it throws reads as NaN, since it would spoil the whole scrape
     * @param labels names and values in turn; every gauge of a name has the same names
     */
    void gauge(String name, String help, DoubleSupplier value, String... labels) {
        registry.gauge(metadata(name, help), () -> safely(name, value), tags(labels));
    }

    private static Double safely(String name, DoubleSupplier value) {
        try {
            return value.getAsDouble();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, e, () -> "event=gauge-failed name=" + name);
            return Double.NaN;
        }
    }

    private static Metadata metadata(String name, String help) {
        return Metadata.builder().withName(name).withDescription(help).build();
    }

    private static Tag[] tags(String... labels) {
        Tag[] tags = new Tag[labels.length / 2];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = new Tag(labels[2 * i], labels[2 * i + 1]);
        }
        return tags;
    }
}
