package carillon.job;

import carillon.platform.FieldError;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rule of a job's instants; stored with the job as JSON with a {@code type}. */
@JsonbTypeInfo(
        key = "type",
        value = {
            @JsonbSubtype(alias = "now", type = NowSchedule.class),
            @JsonbSubtype(alias = "once", type = OnceSchedule.class),
            @JsonbSubtype(alias = "delay", type = DelaySchedule.class),
            @JsonbSubtype(alias = "interval", type = IntervalSchedule.class),
            @JsonbSubtype(alias = "cron", type = CronSchedule.class),
            @JsonbSubtype(alias = "manual", type = ManualSchedule.class)
        })
public sealed interface Schedule
        permits NowSchedule, OnceSchedule, DelaySchedule, IntervalSchedule, CronSchedule, ManualSchedule {

    /**
     * The earliest instant of the rule that is strictly after {@code after}, to the microsecond; empty when there is
     * none. Bounds of the job (start, end, maxRuns) are not looked at here.
     *
     * @param anchor what the rule counts from: the job's start, or its creation when it has no start
     */
    Optional<Instant> next(Instant after, Instant anchor);

    /** What does not hold, with paths from the schedule ({@code expression}, {@code zone}); empty when all is well. */
    List<FieldError> check();

    /** The rule in plain English; must not be asked of one that does not hold. */
    String reading();

    /** True when the rule has at most one instant, known as soon as the job is created: now, once, delay. */
    default boolean oneShot() {
        return false;
    }

    /** False when the rule has no instant at all, and runs come by trigger only. */
    default boolean fires() {
        return true;
    }

    /** True when each instant depends on the end of the run before: interval with a fixed delay. */
    default boolean followsEnd() {
        return false;
    }
}
