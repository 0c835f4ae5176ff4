package carillon.worker;

import static carillon.test.JobSpecs.aJob;

import carillon.job.JobSpec;
import carillon.platform.DatabaseClock;
import carillon.platform.Json;
import carillon.run.ClaimedRun;
import java.time.Instant;
import java.util.UUID;

/** Builds runs as a claim gives them, all claimed at the same moment. */
final class Claimed {

    private UUID id = UUID.randomUUID();
    private int attempt = 1;
    private int forgiven;
    private String handler = "{\"type\":\"bean\",\"name\":\"no-op\"}";
    private String retry = Json.write(spec().retry());
    private String limits = Json.write(spec().limits());

    static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /** A clock that shows the moment of the claim when it is made, and goes on from there. */
    static DatabaseClock clock() {
        DatabaseClock clock = new DatabaseClock(null);
        long now = System.nanoTime();
        clock.observe(AT, now, now);
        return clock;
    }

    static Claimed aRun() {
        return new Claimed();
    }

    Claimed id(UUID given) {
        id = given;
        return this;
    }

    Claimed attempt(int given) {
        attempt = given;
        return this;
    }

    Claimed forgiven(int given) {
        forgiven = given;
        return this;
    }

    Claimed handler(String given) {
        handler = given;
        return this;
    }

    Claimed retry(String given) {
        retry = given;
        return this;
    }

    Claimed limits(String given) {
        limits = given;
        return this;
    }

    ClaimedRun build() {
        return new ClaimedRun(
                id,
                UUID.randomUUID(),
                "job",
                "default",
                "default",
                attempt,
                forgiven,
                AT,
                AT,
                AT,
                handler,
                retry,
                limits,
                null,
                null,
                null,
                false,
                null);
    }

    private static JobSpec spec() {
        return aJob().build();
    }
}
