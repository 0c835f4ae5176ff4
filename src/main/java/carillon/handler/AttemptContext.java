package carillon.handler;

import carillon.platform.Json;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** An attempt as a bean sees it. */
final class AttemptContext implements JobContext {

    private final Attempt attempt;
    private final BooleanSupplier cancelled;

    AttemptContext(Attempt attempt, BooleanSupplier cancelled) {
        this.attempt = attempt;
        this.cancelled = cancelled;
    }

    @Override
    public String run() {
        return attempt.run().toString();
    }

    @Override
    public String job() {
        return attempt.job().toString();
    }

    @Override
    public String jobName() {
        return attempt.jobName();
    }

    @Override
    public String tenant() {
        return attempt.tenant();
    }

    @Override
    public int attempt() {
        return attempt.number();
    }

    @Override
    public Instant scheduledAt() {
        return attempt.scheduledAt();
    }

    @Override
    public String payload() {
        return attempt.payload();
    }

    @Override
    public <T> T payload(Class<T> type) {
        try {
            return Json.read(attempt.payload(), type);
        } catch (RuntimeException e) {
            throw new PermanentFailureException(
                    "the payload does not fit " + type.getSimpleName() + ": " + ErrorLine.of(e), e);
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }
}
