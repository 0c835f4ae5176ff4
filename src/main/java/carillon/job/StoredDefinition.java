package carillon.job;

import carillon.handler.HandlerSpec;
import carillon.platform.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A definition as the database keeps it, which reads as the same {@link JobSpec}: most of what is as it is by default is left
 * out, and its payload is kept apart. Always there is what statements ask for and could not do without: the attempts that a run
 * may have, the bound and the policy of runs at once, and the retention. Where they ask for something else, its absence means the
 * default.
 *
 * <p>So the defaults are a part of what is stored. Whoever changes one writes the old one into the jobs that are there, and into
 * their past versions.
 *
 * @param limits empty when both are as by default
 */
public record StoredDefinition(
        String name,
        String queue,
        Integer priority,
        HandlerSpec handler,
        Schedule schedule,
        Instant start,
        Instant end,
        Integer maxRuns,
        Duration jitter,
        List<String> calendars,
        Misfire misfire,
        Concurrency concurrency,
        Retry retry,
        Limits limits,
        Target target,
        Duration retention,
        List<String> tags) {

    private static final JobSpec DEFAULT = new JobSpec(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** As JSON. */
    public static String text(JobSpec spec) {
        return Json.write(new StoredDefinition(
                spec.name(),
                unless(DEFAULT.queue(), spec.queue()),
                unless(DEFAULT.priority(), spec.priority()),
                spec.handler(),
                spec.schedule(),
                spec.start(),
                spec.end(),
                spec.maxRuns(),
                unless(DEFAULT.jitter(), spec.jitter()),
                unless(DEFAULT.calendars(), spec.calendars()),
                unless(DEFAULT.misfire(), spec.misfire()),
                spec.concurrency(),
                Retry.of(spec.retry()),
                Limits.of(spec.limits()),
                unless(DEFAULT.target(), spec.target()),
                spec.retention(),
                unless(DEFAULT.tags(), spec.tags())));
    }

    private static <T> T unless(T usual, T value) {
        return usual.equals(value) ? null : value;
    }

    /** Public for the JSON library. */
    public record Retry(
            Integer maxAttempts,
            Duration backoff,
            Double multiplier,
            Duration maxBackoff,
            Double jitter,
            String onCrash,
            List<String> on,
            List<String> except) {

        static Retry of(RetryPolicy policy) {
            RetryPolicy usual = RetryPolicy.DEFAULT;
            return new Retry(
                    policy.maxAttempts(),
                    unless(usual.backoff(), policy.backoff()),
                    unless(usual.multiplier(), policy.multiplier()),
                    unless(usual.maxBackoff(), policy.maxBackoff()),
                    unless(usual.jitter(), policy.jitter()),
                    unless(usual.onCrash(), policy.onCrash()),
                    unless(usual.on(), policy.on()),
                    unless(usual.except(), policy.except()));
        }
    }

    /** Public for the JSON library. */
    public record Limits(Duration soft, Duration hard) {

        static Limits of(TimeLimits limits) {
            return limits.equals(TimeLimits.DEFAULT)
                    ? new Limits(null, null)
                    : new Limits(limits.soft(), limits.hard());
        }
    }
}
