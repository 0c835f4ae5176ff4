package carillon.api;

import carillon.cluster.Question;
import carillon.queue.QueueStatus;
import java.time.Duration;

/**
 * A queue as callers see it: {@link QueueStatus}, and how fast it goes.
 *
 * @param rates of the last minute
 */
public record QueueResponse(
        String name,
        boolean paused,
        String pausedReason,
        String pausedBy,
        long waiting,
        long active,
        long delayed,
        long failed,
        Duration oldestWait,
        Rates rates,
        Integer maxActive,
        Double ratePerSecond,
        int weight,
        Integer maxBacklog) {

    static QueueResponse of(QueueStatus queue, Question.Rate lastMinute) {
        return new QueueResponse(
                queue.name(),
                queue.paused(),
                queue.pausedReason(),
                queue.pausedBy(),
                queue.waiting(),
                queue.active(),
                queue.delayed(),
                queue.failed(),
                queue.oldestWait(),
                Rates.of(lastMinute),
                queue.maxActive(),
                queue.ratePerSecond(),
                queue.weight(),
                queue.maxBacklog());
    }

    /**
     * Runs per second, on average over the last minute.
     *
     * @param claimed attempts that began
     * @param succeeded runs that ended well
     * @param failed runs that failed for good
     */
    public record Rates(double claimed, double succeeded, double failed) {

        static Rates of(Question.Rate lastMinute) {
            return new Rates(
                    perSecond(lastMinute.claimed()), perSecond(lastMinute.succeeded()), perSecond(lastMinute.failed()));
        }

        private static double perSecond(long inMinute) {
            return Math.round(inMinute * 1_000 / 60.0) / 1_000.0;
        }
    }
}
