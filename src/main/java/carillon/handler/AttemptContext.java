package carillon.handler;

import carillon.platform.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** An attempt as a bean sees it. */
final class AttemptContext implements JobContext {

    private final Attempt attempt;
    private final AttemptReport report;
    private final BooleanSupplier cancelled;
    private final long began = System.nanoTime();

    AttemptContext(Attempt attempt, AttemptReport report, BooleanSupplier cancelled) {
        this.attempt = attempt;
        this.report = report;
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

    @Override
    public Duration remaining() {
        Duration left = attempt.hardLimit().minus(age());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public boolean stopping() {
        return cancelled() || age().compareTo(attempt.softLimit()) >= 0;
    }

    @Override
    public void log(String text) {
        report.log(text);
    }

    @Override
    public void progress(double fraction, String message) {
        report.progress(fraction, message);
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
