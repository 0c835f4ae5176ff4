package carillon.api;

import carillon.handler.BeanHandlerSpec;
import carillon.job.JobSpec;
import carillon.job.Schedule;
import carillon.platform.InvalidFieldsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Body of {@code POST /schedules/preview}; all but the last three mean what they mean in a job.
 *
 * @param queue whose blackouts are noted; default {@code default}
 * @param count how many firings at most, 1 to 1,000, default 50
 * @param from the first moment that is looked at; null for now
 */
record PreviewRequest(
        Schedule schedule,
        Instant start,
        Instant end,
        Integer maxRuns,
        Duration jitter,
        List<String> calendars,
        String queue,
        Integer count,
        Instant from) {

    static final int USUAL = 50;
    static final int MOST = 1_000;

    PreviewRequest {
        count = count == null ? USUAL : count;
        if (count < 1 || count > MOST) {
            throw InvalidFieldsException.of("count", "is 1 to " + MOST);
        }
    }

    /** A job of that schedule; what it would do does not matter here. */
    JobSpec spec() {
        return new JobSpec(
                "preview",
                queue,
                null,
                new BeanHandlerSpec("no-op"),
                null,
                schedule,
                start,
                end,
                maxRuns,
                jitter,
                calendars,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
