package carillon.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.json.bind.annotation.JsonbProperty;
import java.time.Duration;

/** Sleeps as long as its payload says, {@code {"for": "PT2S"}}, or one second; for trials of overlap and of failures. */
@ApplicationScoped
@Named("sleep")
class SleepJob implements JobHandler {

    private static final Duration LONGEST = Duration.ofHours(24);

    @Override
    public Object handle(JobContext context) throws InterruptedException {
        Duration length = lengthOf(context.payload(Sleep.class));
        if (length.isNegative() || length.compareTo(LONGEST) > 0) {
            throw new PermanentFailureException("the payload's \"for\" is PT0S to PT24H");
        }
        Thread.sleep(length.toMillis());
        return null;
    }

    private static Duration lengthOf(Sleep sleep) {
        return sleep == null || sleep.length() == null ? Duration.ofSeconds(1) : sleep.length();
    }

    /** The payload. */
    public record Sleep(@JsonbProperty("for") Duration length) {}
}
