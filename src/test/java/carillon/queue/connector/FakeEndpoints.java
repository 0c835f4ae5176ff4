package carillon.queue.connector;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/**
 * A message endpoint with places, as a worker has them: a demand reserves all that are free, a delivery keeps those it
 * fills, and {@link #finish} frees them. It holds the container's side of the contract to account in {@link #breaches}.
 */
final class FakeEndpoints implements MessageEndpointFactory {

    final List<String> delivered = new CopyOnWriteArrayList<>();
    final List<String> breaches = new CopyOnWriteArrayList<>();
    final AtomicInteger deliveries = new AtomicInteger();
    final AtomicInteger demands = new AtomicInteger();
    final AtomicInteger released = new AtomicInteger();
    final AtomicInteger created = new AtomicInteger();

    final AtomicBoolean unavailable = new AtomicBoolean();
    final AtomicInteger failingBeginnings = new AtomicInteger();
    final AtomicInteger failingEnds = new AtomicInteger();
    volatile RuntimeException demandFailure;
    volatile Error deliveryFailure;
    volatile Runnable atDemand = () -> {};
    volatile Runnable atDelivery = () -> {};
    volatile boolean finishesAtOnce;
    volatile List<String> queues;
    private final Semaphore places;

    /** Of the loop whose thread asks; it outlives an endpoint that was released after a failure. */
    private final ThreadLocal<Demand> unanswered = ThreadLocal.withInitial(() -> Demand.NONE);

    FakeEndpoints(int places, String... queues) {
        this.places = new Semaphore(places);
        this.queues = List.of(queues);
    }

    void finish(int runs) {
        places.release(runs);
    }

    int free() {
        return places.availablePermits();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource none) throws UnavailableException {
        if (unavailable.get()) {
            throw new UnavailableException("not yet");
        }
        created.incrementAndGet();
        return new Endpoint();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource none, long timeout) throws UnavailableException {
        return createEndpoint(none);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return false;
    }

    @Override
    public String getActivationName() {
        return "fake";
    }

    @Override
    public Class<?> getEndpointClass() {
        return Endpoint.class;
    }

    private final class Endpoint implements MessageEndpoint, RunListener {

        private Method open;

        @Override
        public Demand demand() {
            require(open != null && open.getName().equals("demand"), "demand outside of its bracket");
            require(unanswered().isNone(), "two demands without a delivery");
            demands.incrementAndGet();
            atDemand.run();
            if (demandFailure != null) {
                throw demandFailure;
            }
            unanswered.set(reserved());
            return unanswered();
        }

        private Demand reserved() {
            try {
                if (!places.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                    return Demand.NONE;
                }
            } catch (InterruptedException e) {
                return Demand.NONE;
            }
            return new Demand(1 + places.drainPermits(), queues);
        }

        @Override
        public List<String> deliver(Demand asked, List<String> runIds) {
            require(open != null && open.getName().equals("deliver"), "delivery outside of its bracket");
            require(asked.equals(unanswered()), "delivery without a demand");
            require(runIds.size() <= asked.ids(), "more than asked");
            unanswered.remove();
            deliveries.incrementAndGet();
            atDelivery.run();
            if (deliveryFailure != null) {
                places.release(asked.ids());
                throw deliveryFailure;
            }
            places.release(asked.ids() - (finishesAtOnce ? 0 : runIds.size()));
            delivered.addAll(runIds);
            return List.of();
        }

        @Override
        public void beforeDelivery(Method method) {
            require(open == null, "bracket in a bracket");
            if (method.getName().equals("deliver") && failingBeginnings.getAndDecrement() > 0) {
                throw new IllegalStateException("no beginning");
            }
            open = method;
        }

        @Override
        public void afterDelivery() {
            require(open != null, "end without a beginning");
            boolean fails = open.getName().equals("demand") && failingEnds.getAndDecrement() > 0;
            open = null;
            if (fails) {
                throw new IllegalStateException("no end");
            }
        }

        @Override
        public void release() {
            require(open == null, "released amid a delivery");
            released.incrementAndGet();
        }

        private Demand unanswered() {
            return unanswered.get();
        }

        private void require(boolean held, String breach) {
            if (!held) {
                breaches.add(breach);
            }
        }
    }
}
