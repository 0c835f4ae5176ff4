package carillon.job;

import carillon.platform.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs at the local times of a zone that match a cron expression.
 *
 * <p><b>Expression.</b> Five fields (minute, hour, day of month, month, day of week); six with the second in front; seven
 * with the year (1970 to 2099) at the end as well. Lists {@code 1,15}, ranges {@code 9-17}, steps <code>*&#47;15</code>,
 * {@code 10-30/5} and {@code 5/15} (from 5 to the end of the field), names {@code MON}, {@code JAN} in any case. A range
 * may lead over the end of its field: {@code FRI-MON}, {@code 22-4}. Sunday is 0 or 7.
 *
 * <p>Day of month takes {@code L} the last day, {@code L-3} three days before it, {@code LW} the last weekday and
 * {@code 15W} the weekday nearest to the 15th in the same month; a month without the named day is left out. Day of week
 * takes {@code FRIL} the last Friday and {@code FRI#2} the second one. {@code ?} is the same as {@code *} in these two.
 * When both of them say something, a date matches if <em>either</em> does, as in Unix; {@code *}, {@code ?} and
 * <code>*&#47;1</code> say nothing, anything else does.
 *
 * <p>Instead of fields: {@code @yearly}, {@code @annually}, {@code @monthly}, {@code @weekly}, {@code @daily},
 * {@code @midnight}, {@code @hourly}.
 *
 * <p><b>Changes of the clock.</b> A rule whose hour field takes in all 24 hours ({@code *}, <code>*&#47;1</code>,
 * {@code 0-23}) counts as real time: it fires whenever the clock on the wall shows a matching time, so that
 * <code>*&#47;15 * * * *</code> goes on every 15 minutes and {@code 30 * * * *} every hour through a change, and
 * {@code gap} and {@code overlap} are not asked. (Where a change is of half an hour, as on Lord Howe Island, an hourly
 * rule has one distance that much longer or shorter.) Every other rule means fixed times of day: {@code gap} says what
 * becomes of those that a change leaves out, {@code overlap} of those that come twice. Local times that lead to the same
 * instant make one instant.
 *
 * <p>Instants are whole seconds, from 1970 to 9999. Expressions are parsed once and kept, so {@link #next} takes about a
 * microsecond; it must not be called on a schedule that does not pass {@link #check}.
 *
 * @param expression required, at most 1,000 characters
 * @param zone IANA name, or an offset such as {@code +05:30}; null for the default zone, which is UTC
 * @param gap default next valid
 * @param overlap default first
 */
public record CronSchedule(String expression, String zone, Gap gap, Overlap overlap) implements Schedule {

    public CronSchedule {
        gap = gap == null ? Gap.NEXT_VALID : gap;
        overlap = overlap == null ? Overlap.FIRST : overlap;
    }

    @Override
    public Optional<Instant> next(Instant after, Instant anchor) {
        if (after.isAfter(Moments.LAST)) {
            return Optional.empty();
        }
        long earliest = Math.max(0, after.getEpochSecond() + 1);
        long next = new CronWalk(CronRules.of(expression), Zones.of(zone).getRules(), gap, overlap).next(earliest);
        return next == CronRule.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(next));
    }

    @Override
    public String reading() {
        return CronReading.of(expression) + ", " + Zones.of(zone).getId().replaceFirst("^Z$", "UTC");
    }

    @Override
    public List<FieldError> check() {
        List<FieldError> errors = new ArrayList<>();
        expressionProblem().ifPresent(problem -> errors.add(new FieldError("expression", problem)));
        Zones.problem(zone).ifPresent(problem -> errors.add(new FieldError("zone", problem)));
        return List.copyOf(errors);
    }

    private Optional<String> expressionProblem() {
        if (expression == null || expression.isBlank()) {
            return Optional.of("is required: such as '30 2 * * MON-FRI', half past two from Monday to Friday");
        }
        try {
            CronRules.of(expression);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
