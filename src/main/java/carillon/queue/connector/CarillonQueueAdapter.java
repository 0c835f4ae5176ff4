package carillon.queue.connector;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.HintsContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;

/**
 * The resource adapter: Redis as Carillon's hand-off of due runs. Its properties hold for the message endpoints, and for
 * every connection pool that does not set its own. It starts without Redis, but not with settings that do not hold.
 */
@Connector(
        displayName = "Carillon queue",
        description = "Hands ids of due runs to workers through Redis",
        vendorName = "Carillon",
        eisType = "Redis",
        version = "0.1.0",
        transactionSupport = TransactionSupportLevel.NoTransaction,
        requiredWorkContexts = HintsContext.class)
public class CarillonQueueAdapter extends RedisProperties implements ResourceAdapter {

    private static final Logger LOG = Logger.getLogger(CarillonQueueAdapter.class.getName());

    /** How long a stop waits for deliveries under way. */
    private static final Duration STOP = Duration.ofSeconds(5);

    private final transient Map<ActivationKey, EndpointLoops> activations = new ConcurrentHashMap<>();
    private transient BootstrapContext container;
    private transient RedisConnector connector;
    private transient Outage outage;

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        RedisSettings settings = settings();
        container = context;
        connector = new RedisConnector(settings);
        outage = new Outage(settings.address());
        LOG.log(Level.INFO, "queue-adapter-started redis={0}", settings);
        List<String> unknown = RedisSetting.unknown(System.getenv().keySet());
        if (!unknown.isEmpty()) {
            LOG.log(Level.WARNING, "unknown-settings names={0} next=\"ignored: see docs/connector.md\"", unknown);
        }
    }

    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec) throws ResourceException {
        if (!(spec instanceof RunActivation)) {
            throw new NotSupportedException("An endpoint of RunListener with a RunActivation is needed, not " + spec);
        }
        RunActivation activation = (RunActivation) spec;
        activation.validate();
        EndpointLoops loops = new EndpointLoops(container.getWorkManager(), endpoints, connector, outage);
        activations.put(new ActivationKey(endpoints, spec), loops);
        loops.start(activation.getWorks());
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        EndpointLoops loops = activations.remove(new ActivationKey(endpoints, spec));
        if (loops != null) {
            loops.stop(STOP);
        }
    }

    @Override
    public void stop() {
        List<EndpointLoops> running = new ArrayList<>(activations.values());
        activations.clear();
        running.forEach(EndpointLoops::requestStop);
        running.forEach(loops -> loops.stop(STOP));
    }

    /** None: nothing here takes part in transactions, so nothing is recovered. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        return new XAResource[0];
    }

    private RedisSettings settings() throws ResourceAdapterInternalException {
        List<Map<RedisSetting, String>> layers = new ArrayList<>();
        layers.add(given());
        layers.addAll(RedisSettings.surroundings());
        try {
            return RedisSettings.of(layers);
        } catch (IllegalArgumentException bad) {
            throw new ResourceAdapterInternalException(bad.getMessage(), bad);
        }
    }

    /** An activation is the pair: the container gives the same two objects when it ends. */
    private record ActivationKey(MessageEndpointFactory endpoints, ActivationSpec spec) {}
}
