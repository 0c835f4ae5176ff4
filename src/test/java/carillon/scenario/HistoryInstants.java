package carillon.scenario;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instants of a job, computed from its definition without any of the application's code: of rules that are easy
 * enough to be right at sight, which is what scenarios use.
 */
final class HistoryInstants {

    /** Each second, or each of so many: seconds of the minute that the number divides, whatever the zone. */
    private static final Pattern SECONDS = Pattern.compile("\\*(?:/([1-9]|[1-5][0-9]))? \\* \\* \\* \\* \\*");

    private static final int MINUTE = 60;

    private HistoryInstants() {}

    /** Every instant up to {@code until}, that one included; of a rule with one instant, that one whenever it is. */
    static SortedSet<Instant> of(HistoryJob job, Instant until) {
        JsonObject schedule = job.schedule();
        Instant anchor = job.start() == null ? job.createdAt() : job.start();
        return switch (schedule.getString("type")) {
            case "now" -> one(anchor);
            case "once" -> one(Instant.parse(schedule.getString("at")));
            case "delay" -> one(anchor.plus(Duration.parse(schedule.getString("by"))));
            case "interval" -> interval(job, anchor, until);
            case "cron" -> seconds(job, anchor, until);
            default -> throw new IllegalArgumentException("Scenarios do not use " + schedule);
        };
    }

    private static SortedSet<Instant> one(Instant instant) {
        SortedSet<Instant> instants = new TreeSet<>();
        instants.add(instant);
        return instants;
    }

    /** The moment of creation has passed when the job is there; a start given by its author is an instant itself. */
    private static SortedSet<Instant> interval(HistoryJob job, Instant anchor, Instant until) {
        if (!"fixed-rate".equals(job.schedule().getString("mode", "fixed-rate"))) {
            throw new IllegalArgumentException("The instants of a fixed delay depend on its runs: " + job);
        }
        Duration every = Duration.parse(job.schedule().getString("every"));
        long first = job.start() == null ? 1 : 0;
        return counted(job, until, number -> anchor.plus(every.multipliedBy(first + number)));
    }

    private static SortedSet<Instant> seconds(HistoryJob job, Instant anchor, Instant until) {
        int step = step(job);
        long whole = anchor.getEpochSecond();
        boolean itself = job.start() != null && anchor.getNano() == 0 && whole % step == 0;
        long first = itself ? whole : whole - Math.floorMod(whole, step) + step;
        return counted(job, until, number -> Instant.ofEpochSecond(first + number * step));
    }

    private static int step(HistoryJob job) {
        Matcher expression = SECONDS.matcher(job.schedule().getString("expression"));
        int step = !expression.matches() ? 0 : expression.group(1) == null ? 1 : Integer.parseInt(expression.group(1));
        if (step == 0 || MINUTE % step != 0) {
            throw new IllegalArgumentException(
                    "Of cron, scenarios use * * * * * * and steps of the second that divide a minute: " + job);
        }
        return step;
    }

    private static SortedSet<Instant> counted(HistoryJob job, Instant until, LongFunction<Instant> rule) {
        SortedSet<Instant> instants = new TreeSet<>();
        long number = 0;
        for (Instant at = rule.apply(0);
                !at.isAfter(until) && number < job.mostRuns() && (job.end() == null || at.isBefore(job.end()));
                at = rule.apply(number)) {
            instants.add(at);
            number++;
        }
        return instants;
    }
}
