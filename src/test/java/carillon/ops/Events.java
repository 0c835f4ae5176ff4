package carillon.ops;

import carillon.run.RunEvent;
import carillon.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One event of each kind. */
final class Events {

    static final UUID RUN = UUID.fromString("00000000-0000-8000-8000-000000000001");
    static final UUID JOB = UUID.fromString("00000000-0000-7000-8000-000000000002");
    static final UUID MEMBER = UUID.fromString("00000000-0000-4000-8000-000000000003");

    private Events() {}

    static List<RunEvent> ofEachKind(String queue) {
        return List.of(
                new RunEvent.Fired(RUN, JOB, queue, "default", 5, Instant.EPOCH, 3),
                skipped(queue, "misfire"),
                claimed(queue, 1),
                new RunEvent.Succeeded(RUN, JOB, queue, 1, Duration.ofMillis(30)),
                new RunEvent.Retried(RUN, JOB, queue, 1, Duration.ofMillis(30), "no answer"),
                new RunEvent.Postponed(RUN, JOB, queue, 1, Duration.ofSeconds(30), "refused by the breaker"),
                failed(queue),
                rescued(queue, RunState.retrying),
                new RunEvent.HandedBack(RUN, JOB, queue, 1, "the member stopped"),
                new RunEvent.Reopened(RUN, JOB, queue, "default", 5, Instant.EPOCH, "anonymous", RunState.scheduled),
                new RunEvent.Cancelled(RUN, JOB, queue, "job deleted"));
    }

    static RunEvent skipped(String queue, String reason) {
        return new RunEvent.Skipped(RUN, JOB, queue, reason);
    }

    /** Late by 30 ms, due for 20 ms. */
    static RunEvent claimed(String queue, int attempt) {
        return new RunEvent.Claimed(RUN, JOB, queue, attempt, Duration.ofMillis(30), Duration.ofMillis(20));
    }

    static RunEvent failed(String queue) {
        return new RunEvent.Failed(RUN, JOB, queue, 5, Duration.ofNanos(1_234_567), "500\nInternal error");
    }

    static RunEvent rescued(String queue, RunState now) {
        return new RunEvent.Rescued(RUN, JOB, queue, "default", 5, MEMBER, now);
    }
}
