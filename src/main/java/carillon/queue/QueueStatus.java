package carillon.queue;

import java.time.Duration;

/**
 * What a queue holds now, counted from the runs in the database.
 *
 * @param paused true while its runs are not handed out
 * @param pausedReason null while it is not paused, or when nobody said why
 * @param pausedBy null while it is not paused
 * @param waiting due runs that wait for a worker
 * @param active runs that a member performs
 * @param delayed runs that are not yet due, retries among them
 * @param failed dead letters that are kept
 * @param oldestWait how long the oldest waiting run has been due; zero when none waits
 */
public record QueueStatus(
        String name,
        boolean paused,
        String pausedReason,
        String pausedBy,
        long waiting,
        long active,
        long delayed,
        long failed,
        Duration oldestWait) {}
