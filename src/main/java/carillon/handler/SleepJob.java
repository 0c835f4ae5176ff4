package carillon.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.json.bind.annotation.JsonbProperty;
import java.time.Duration;

/**
 * Sleeps as long as its payload says, {@code {"for": "PT2S"}}, or one second; for trials of overlap and of failures. With
 * {@code "lines"} it logs so many meanwhile, and tells how far it is.
 */
@ApplicationScoped
@Named("sleep")
class SleepJob implements JobHandler {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_LINES = 100_000;

    @Override
    public Object handle(JobContext context) throws InterruptedException {
        Duration length = lengthOf(context.payload(Sleep.class));
        if (length.isNegative() || length.compareTo(LONGEST) > 0) {
            throw new PermanentFailureException("the payload's \"for\" is PT0S to PT24H");
        }
        int lines = linesOf(context.payload(Sleep.class));
        if (lines < 0 || lines > MOST_LINES) {
            throw new PermanentFailureException("the payload's \"lines\" is 0 to " + MOST_LINES);
        }
        if (lines == 0) {
            Thread.sleep(length.toMillis());
        }
        for (int line = 1; line <= lines; line++) {
            Thread.sleep(length.toMillis() / lines);
            context.log("line " + line + " of " + lines);
            context.progress((double) line / lines, "slept " + line + " of " + lines + " parts");
        }
        return null;
    }

    private static int linesOf(Sleep sleep) {
        return sleep == null || sleep.lines() == null ? 0 : sleep.lines();
    }

    private static Duration lengthOf(Sleep sleep) {
        return sleep == null || sleep.length() == null ? Duration.ofSeconds(1) : sleep.length();
    }

    /** The payload. */
    public record Sleep(@JsonbProperty("for") Duration length, Integer lines) {}
}
