package carillon.job;

import carillon.handler.HandlerSpec;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The definition of a job as its author wrote it, defaults filled in; the shape is the contract's (POST /jobs).
 *
 * @param name unique in the tenant, 1 to 200 characters
 * @param queue 1 to 100 of letters, digits, {@code . _ -}; default {@code default}
 * @param priority 0 to 9, 9 first, default 5
 * @param payload what the handler gets; null for none
 * @param start no instant before it; null for none
 * @param end no instant at or after it; null for none
 * @param maxRuns after this many instants the job is finished; null for no bound
 * @param jitter a run is due up to so much after its instant, PT0S (default) to P1D, no more than an interval's length
 * @param calendars names of calendars, at most 20: an instant that any of them excludes is none; default none
 * @param retention how long a final run is kept, default 7 days, at most 10 years
 */
public record JobSpec(
        String name,
        String queue,
        Integer priority,
        HandlerSpec handler,
        JsonValue payload,
        Schedule schedule,
        Instant start,
        Instant end,
        Integer maxRuns,
        Duration jitter,
        List<String> calendars,
        Misfire misfire,
        Concurrency concurrency,
        RetryPolicy retry,
        TimeLimits limits,
        Target target,
        Duration retention,
        List<String> tags) {

    public static final String DEFAULT_QUEUE = "default";
    private static final String YEARS = "must lie in the years 1970 to 9999";
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);
    private static final Duration LONGEST_JITTER = Duration.ofDays(1);
    private static final int MOST_CALENDARS = 20;

    public JobSpec {
        queue = queue == null ? DEFAULT_QUEUE : queue;
        priority = priority == null ? 5 : priority;
        payload = payload == JsonValue.NULL ? null : payload;
        jitter = jitter == null ? Duration.ZERO : jitter;
        calendars = calendars == null ? List.of() : List.copyOf(calendars);
        misfire = misfire == null ? Misfire.DEFAULT : misfire;
        concurrency = concurrency == null ? Concurrency.DEFAULT : concurrency;
        retry = retry == null ? RetryPolicy.DEFAULT : retry;
        limits = limits == null ? TimeLimits.DEFAULT : limits;
        target = target == null ? Target.DEFAULT : target;
        retention = retention == null ? DEFAULT_RETENTION : retention;
        tags = tags == null ? List.of() : List.copyOf(tags);
    }

    /** The same definition without its payload, which is stored apart. */
    JobSpec withoutPayload() {
        return with(name, handler, null, schedule, tags);
    }

    /**
     * The same definition with other parts.
     *
     * @param otherPayload null for none
     * @param otherTags null for none
     */
    public JobSpec with(
            String otherName,
            HandlerSpec otherHandler,
            JsonValue otherPayload,
            Schedule otherSchedule,
            List<String> otherTags) {
        return new JobSpec(
                otherName,
                queue,
                priority,
                otherHandler,
                otherPayload,
                otherSchedule,
                start,
                end,
                maxRuns,
                jitter,
                calendars,
                misfire,
                concurrency,
                retry,
                limits,
                target,
                retention,
                otherTags);
    }

    /**
     * @param other null for none
     */
    public JobSpec withPayload(JsonValue other) {
        return with(name, handler, other, schedule, tags);
    }

    /** The same definition with that zone if its schedule needs one and names none. */
    public JobSpec withDefaultZone(String zone) {
        return schedule == null ? this : with(name, handler, payload, schedule.withDefaultZone(zone), tags);
    }

    /** True when no instant of the one can differ from the other's. */
    public boolean firesLike(JobSpec other) {
        return rulesLike(other) && calendars.equals(other.calendars);
    }

    /** The same, whatever the calendars leave. */
    public boolean rulesLike(JobSpec other) {
        return Objects.equals(schedule, other.schedule)
                && Objects.equals(start, other.start)
                && Objects.equals(end, other.end)
                && Objects.equals(maxRuns, other.maxRuns)
                && jitter.equals(other.jitter);
    }

    /**
     * The first instant of the rule after {@code after} that lies inside the job's bounds, whatever its calendars say;
     * empty when there is none. When a job fires is asked of {@link FiringWalk}.
     */
    Optional<Instant> nextInstant(Instant after, Instant createdAt) {
        Instant anchor = start == null ? createdAt : start;
        // The start itself may be an instant; the moment of creation has passed unless the rule is "now".
        Instant from = start != null && after.isBefore(start) ? start.minusNanos(1_000) : after;
        return schedule.next(from, anchor).filter(at -> end == null || at.isBefore(end));
    }

    /**
     * When a run of the instant is due: at it, or later by up to {@code jitter}. The run's id, made of job and instant,
     * is what chance is made of, so that the answer is always the same.
     */
    public Instant dueAt(Instant at, UUID run) {
        if (jitter.isZero()) {
            return at;
        }
        long micros = jitter.toNanos() / 1_000 + 1;
        return at.plus(Math.multiplyHigh(run.getLeastSignificantBits() << 2 >>> 1, micros << 1), ChronoUnit.MICROS);
    }

    /**
     * @throws InvalidFieldsException naming every field that does not hold
     */
    public void requireValid() {
        List<FieldError> errors = check();
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }

    private List<FieldError> check() {
        Checks checks = new Checks();
        checks.text("name", name, 200);
        checks.that("queue", Names.hold(queue), Names.RULE);
        checks.that("priority", priority >= 0 && priority <= 9, "is 0 to 9; 9 goes first");
        checks.that("payload", PayloadLimit.holds(payload), PayloadLimit.RULE);
        checks.required("handler", handler);
        checks.required("schedule", schedule);
        if (handler != null) {
            checks.nested("handler", handler.check());
        }
        if (schedule != null) {
            checks.nested("schedule", schedule.check());
        }
        checks.that("start", start == null || Moments.inRange(start), YEARS);
        checks.that("end", end == null || Moments.inRange(end), YEARS);
        checks.that("end", start == null || end == null || start.isBefore(end), "must be after start");
        checks.that("maxRuns", maxRuns == null || maxRuns >= 1, "is at least 1");
        checks.that(
                "retention", positive(retention) && retention.compareTo(LONGEST_RETENTION) <= 0, "is PT1S to P3650D");
        checks.that(
                "tags",
                tags.size() <= 20 && tags.stream().allMatch(JobSpec::goodTag),
                "takes at most 20 of 1 to 50 characters");
        checks.nested("misfire", misfire.check());
        checks.nested("concurrency", concurrency.check());
        checks.nested("retry", retry.check());
        checks.nested("limits", limits.check());
        checks.nested("target", target.check());
        checks.that(
                "target.members",
                schedule == null || !target.all() || !schedule.followsEnd(),
                "all does not go with fixed-delay, which counts from the end of one run: use fixed-rate, or one member");
        checkSpread(checks);
        return checks.errors();
    }

    private void checkSpread(Checks checks) {
        boolean bounded = !jitter.isNegative() && jitter.compareTo(LONGEST_JITTER) <= 0;
        checks.that("jitter", bounded, "is PT0S to P1D");
        if (bounded
                && schedule instanceof IntervalSchedule interval
                && interval.check().isEmpty()) {
            checks.that("jitter", jitter.compareTo(interval.every()) <= 0, "is at most schedule.every");
        }
        checks.that("calendars", calendars.size() <= MOST_CALENDARS, "takes at most " + MOST_CALENDARS);
        checks.that("calendars", Set.copyOf(calendars).size() == calendars.size(), "names one twice");
    }

    private static boolean goodTag(String tag) {
        return tag != null && !tag.isBlank() && tag.length() <= 50;
    }

    private static boolean positive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** Collects what does not hold, in the order of the fields. */
    static final class Checks {

        private final List<FieldError> errors = new ArrayList<>();

        void that(String field, boolean holds, String message) {
            if (!holds) {
                errors.add(new FieldError(field, message));
            }
        }

        void required(String field, Object value) {
            that(field, value != null, "is required");
        }

        void text(String field, String value, int longest) {
            if (value == null || value.isBlank()) {
                that(field, false, "is required");
            } else {
                that(field, value.length() <= longest, "takes at most " + longest + " characters");
            }
        }

        void nested(String field, List<FieldError> inner) {
            inner.forEach(error -> errors.add(error.under(field)));
        }

        List<FieldError> errors() {
            return List.copyOf(errors);
        }
    }
}
