package carillon.event;

import carillon.run.RunEvent;
import java.time.Duration;
import java.util.UUID;

/** Events for tests. */
final class Happened {

    static final UUID JOB = UUID.fromString("00000000-0000-7000-8000-000000000001");
    static final UUID OTHER = UUID.fromString("00000000-0000-7000-8000-000000000002");

    private Happened() {}

    static RunEvent succeeded(UUID job) {
        return new RunEvent.Succeeded(UUID.randomUUID(), job, "default", 1, Duration.ofMillis(5));
    }

    static RunEvent failed(UUID job) {
        return new RunEvent.Failed(UUID.randomUUID(), job, "default", 5, Duration.ofMillis(5), "no answer");
    }
}
