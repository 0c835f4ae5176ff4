package carillon.handler;

import jakarta.json.bind.Jsonb;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An attempt of a Carillon in another application, as a bean of this one sees it. */
final class OfferedContext implements JobContext {

    private final Map<String, Object> attempt;
    private final Jsonb json;

    /**
     * @param attempt by the words of {@link Crossing}
     * @param json of this application
     */
    OfferedContext(Map<String, Object> attempt, Jsonb json) {
        this.attempt = attempt;
        this.json = json;
    }

    @Override
    public String run() {
        return (String) attempt.get(Crossing.RUN);
    }

    @Override
    public String job() {
        return (String) attempt.get(Crossing.JOB);
    }

    @Override
    public String jobName() {
        return (String) attempt.get(Crossing.JOB_NAME);
    }

    @Override
    public String tenant() {
        return (String) attempt.get(Crossing.TENANT);
    }

    @Override
    public int attempt() {
        return (Integer) attempt.get(Crossing.ATTEMPT);
    }

    @Override
    public Instant scheduledAt() {
        return (Instant) attempt.get(Crossing.SCHEDULED_AT);
    }

    @Override
    public String payload() {
        return (String) attempt.get(Crossing.PAYLOAD);
    }

    @Override
    public <T> T payload(Class<T> type) {
        if (payload() == null) {
            return null;
        }
        try {
            return json.fromJson(payload(), type);
        } catch (RuntimeException e) {
            throw new PermanentFailureException(
                    "the payload does not fit " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean cancelled() {
        return ((BooleanSupplier) attempt.get(Crossing.CANCELLED)).getAsBoolean();
    }

    @Override
    public Duration remaining() {
        return (Duration) ((Supplier<?>) attempt.get(Crossing.REMAINING)).get();
    }

    @Override
    public boolean stopping() {
        return ((BooleanSupplier) attempt.get(Crossing.STOPPING)).getAsBoolean();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void log(String text) {
        if (attempt.get(Crossing.LOG) instanceof Consumer<?> log) {
            ((Consumer<String>) log).accept(text);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public void progress(double fraction, String message) {
        if (attempt.get(Crossing.PROGRESS) instanceof BiConsumer<?, ?> progress) {
            ((BiConsumer<Double, String>) progress).accept(fraction, message);
        }
    }
}
