package carillon.handler;

import jakarta.enterprise.context.Dependent;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The beans that other applications of this server offer, as {@link OfferExtension} does it there, by name. */
@Dependent
class OfferedBeans {

    private final MBeanServer registry = ManagementFactory.getPlatformMBeanServer();

    /** Empty when there is none. Of several applications that offer one, the first by its name; looked up anew each time. */
    Optional<JobHandler> find(String name) {
        return registry.queryNames(Crossing.anyOf(name), null).stream()
                .min(Comparator.comparing(ObjectName::getCanonicalName))
                .flatMap(this::handler);
    }

    /** Sorted. */
    List<String> names() {
        return registry.queryNames(Crossing.all(), null).stream()
                .map(offer -> ObjectName.unquote(offer.getKeyProperty("name")))
                .distinct()
                .sorted()
                .toList();
    }

    @SuppressWarnings("unchecked")
    private Optional<JobHandler> handler(ObjectName offer) {
        try {
            Function<Map<String, Object>, Map<String, Object>> function =
                    (Function<Map<String, Object>, Map<String, Object>>)
                            registry.getAttribute(offer, Crossing.FUNCTION);
            return Optional.of(context -> outcome(function.apply(crossing(context))));
        } catch (JMException justUndeployed) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> crossing(JobContext context) {
        Map<String, Object> attempt = new HashMap<>();
        attempt.put(Crossing.RUN, context.run());
        attempt.put(Crossing.JOB, context.job());
        attempt.put(Crossing.JOB_NAME, context.jobName());
        attempt.put(Crossing.TENANT, context.tenant());
        attempt.put(Crossing.ATTEMPT, context.attempt());
        attempt.put(Crossing.SCHEDULED_AT, context.scheduledAt());
        attempt.put(Crossing.PAYLOAD, context.payload());
        attempt.put(Crossing.CANCELLED, (BooleanSupplier) context::cancelled);
        attempt.put(Crossing.STOPPING, (BooleanSupplier) context::stopping);
        attempt.put(Crossing.REMAINING, (Supplier<Object>) context::remaining);
        attempt.put(Crossing.LOG, (Consumer<String>) context::log);
        attempt.put(Crossing.PROGRESS, (BiConsumer<Double, String>) context::progress);
        return attempt;
    }

    private static Object outcome(Map<String, Object> answer) throws Exception {
        if (answer.get(Crossing.FAILURE) instanceof Error error) {
            throw error;
        }
        if (answer.get(Crossing.FAILURE) instanceof Exception failure) {
            throw failure;
        }
        if (answer.get(Crossing.UNWRITABLE) instanceof Throwable failure) {
            throw new PermanentFailureException(BeanCall.unwritable(failure), failure);
        }
        String json = (String) answer.get(Crossing.RESULT);
        return json == null ? null : new WrittenJson(json);
    }

    /** A result that is JSON already. */
    record WrittenJson(String text) {}
}
