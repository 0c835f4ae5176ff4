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
 * @param maxActive runs that may be active at once; null for no bound
 * @param ratePerSecond runs that may begin in a second on average; null for no bound
 * @param weight its share of the workers when they are short
 * @param maxBacklog due runs from which on requests that would add to them are refused; null for the setting's
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
        Duration oldestWait,
        Integer maxActive,
        Double ratePerSecond,
        int weight,
        Integer maxBacklog) {}
