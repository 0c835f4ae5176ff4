package carillon.ops;

import carillon.run.RunEvent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.logging.Level;

/** The log line of an event, and how loud it is. */
final class RunLine {

    /** Alerts and searches are built on them: an event may be added, but none renamed. */
    static final Map<Class<? extends RunEvent>, String> NAMES = Map.ofEntries(
            Map.entry(RunEvent.Fired.class, "run-fired"),
            Map.entry(RunEvent.Skipped.class, "run-skipped"),
            Map.entry(RunEvent.Claimed.class, "run-claimed"),
            Map.entry(RunEvent.Succeeded.class, "run-succeeded"),
            Map.entry(RunEvent.Retried.class, "run-retried"),
            Map.entry(RunEvent.Postponed.class, "run-postponed"),
            Map.entry(RunEvent.Failed.class, "run-failed"),
            Map.entry(RunEvent.Rescued.class, "run-rescued"),
            Map.entry(RunEvent.HandedBack.class, "run-handed-back"),
            Map.entry(RunEvent.Reopened.class, "run-reopened"),
            Map.entry(RunEvent.Cancelled.class, "run-cancelled"));

    private RunLine() {}

    static Level level(RunEvent event) {
        if (event instanceof RunEvent.Claimed
                || event instanceof RunEvent.Succeeded
                || event instanceof RunEvent.Postponed
                || event instanceof RunEvent.Fired) {
            return Level.FINE;
        }
        if (event instanceof RunEvent.Failed || event instanceof RunEvent.Rescued) {
            return Level.WARNING;
        }
        return event instanceof RunEvent.Skipped skipped ? level(skipped) : Level.INFO;
    }

    /** An overlap is what the job asked for and may come with every instant; a missed instant was nobody's wish. */
    private static Level level(RunEvent.Skipped event) {
        if ("overlap".equals(event.reason())) {
            return Level.FINE;
        }
        return "misfire".equals(event.reason()) ? Level.WARNING : Level.INFO;
    }

    static String of(RunEvent event) {
        LogLine line = LogLine.of(NAMES.get(event.getClass()))
                .with("run", event.run())
                .with("job", event.job())
                .with("queue", event.queue());
        if (event instanceof RunEvent.Fired run) {
            line.with("due", run.dueAt()).with("priority", run.priority()).with("epoch", run.epoch());
        } else if (event instanceof RunEvent.Skipped run) {
            line.with("reason", run.reason());
        } else if (event instanceof RunEvent.Claimed run) {
            line.with("attempt", run.attempt())
                    .with("lateness", micros(run.lateness()))
                    .with("waited", micros(run.waited()));
        } else if (event instanceof RunEvent.Succeeded run) {
            line.with("attempt", run.attempt()).with("took", micros(run.took()));
        } else if (event instanceof RunEvent.Retried run) {
            line.with("attempt", run.attempt()).with("took", micros(run.took())).with("error", run.error());
        } else if (event instanceof RunEvent.Postponed run) {
            line.with("attempt", run.attempt())
                    .with("wait", micros(run.pause()))
                    .with("why", run.why());
        } else if (event instanceof RunEvent.Failed run) {
            line.with("attempt", run.attempt()).with("took", micros(run.took())).with("error", run.error());
        } else if (event instanceof RunEvent.Rescued run) {
            line.with("from", run.from()).with("now", run.now());
        } else if (event instanceof RunEvent.HandedBack run) {
            line.with("attempt", run.attempt()).with("why", run.why());
        } else if (event instanceof RunEvent.Reopened run) {
            line.with("due", run.dueAt()).with("by", run.by());
        } else if (event instanceof RunEvent.Cancelled run) {
            line.with("reason", run.reason());
        }
        return line.toString();
    }

    private static Duration micros(Duration duration) {
        return duration.truncatedTo(ChronoUnit.MICROS);
    }
}
