package carillon.handler;

import java.time.Duration;
import java.time.Instant;

/** What a {@link JobHandler} knows of the attempt it performs. Any thread may ask it. */
public interface JobContext {

    /** The run's id; the same for every attempt, so it serves as an idempotency key. */
    String run();

    /** The job's id. */
    String job();

    String jobName();

    String tenant();

    /** 1 for the first attempt. */
    int attempt();

    /** The instant the run belongs to. */
    Instant scheduledAt();

    /** The payload as JSON text; null when the job has none. */
    String payload();

    /**
     * The payload read as the given type with JSON-B; null when the job has none.
     *
     * @throws PermanentFailureException when the payload does not fit the type: another attempt would not change that
     */
    <T> T payload(Class<T> type);

    /** True once the attempt should end: its result will not be kept. */
    boolean cancelled();

    /**
     * What is left of the job's hard limit, at which the attempt is ended and has failed; zero when that has passed. By this
     * member's monotonic clock.
     */
    Duration remaining();

    /**
     * True once the job's soft limit has passed, and once the attempt is cancelled: it should save what it has, and return
     * or throw before {@link #remaining()} is zero. What it returns in time is kept.
     */
    boolean stopping();

    /**
     * Adds to the run's log, with the time before each line: {@code GET /api/v1/runs/{id}/log}. Returns at once; lines are
     * written a few times a second, and those of a run beyond its limit are left out of the middle.
     *
     * @param text one line or several; null is none
     */
    void log(String text);

    /**
     * Says how far the attempt is, as the run then shows it. Returns at once; written at most once a second, and only the
     * last word counts.
     *
     * @param fraction 0 to 1; what lies outside is brought inside
     * @param message one line for people, cut to 500 characters; null for none
     */
    void progress(double fraction, String message);
}
