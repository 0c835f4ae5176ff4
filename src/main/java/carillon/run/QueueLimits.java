package carillon.run;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import java.util.ArrayList;
import java.util.List;

/**
 * What bounds a queue, over all members.
 *
 * @param maxActive runs that are active at once, 1 to 1,000,000; null for no bound
 * @param ratePerSecond runs that begin in a second on average, 0.001 to 1,000,000; null for no bound. As many as begin in a
 *     second, and at least one, may begin together
 * @param weight share of the workers when they are short, beside the other queues' weights; 1 to 1,000, default 1
 * @param maxBacklog due runs from which on requests that would add to them are refused, 1 to 100,000,000; null for the
 *     setting {@code carillon.queue.max-backlog}
 */
public record QueueLimits(Integer maxActive, Double ratePerSecond, Integer weight, Integer maxBacklog) {

    static final QueueLimits NONE = new QueueLimits(null, null, null, null);

    private static final int MOST_ACTIVE = 1_000_000;
    private static final int MOST_WEIGHT = 1_000;
    private static final int MOST_BACKLOG = 100_000_000;
    private static final double LOWEST_RATE = 0.001;
    private static final double HIGHEST_RATE = 1_000_000;

    public QueueLimits {
        weight = weight == null ? 1 : weight;
        List<FieldError> errors = new ArrayList<>();
        check(errors, "maxActive", maxActive, MOST_ACTIVE);
        check(errors, "weight", weight, MOST_WEIGHT);
        check(errors, "maxBacklog", maxBacklog, MOST_BACKLOG);
        if (ratePerSecond != null && !(ratePerSecond >= LOWEST_RATE && ratePerSecond <= HIGHEST_RATE)) {
            errors.add(new FieldError("ratePerSecond", "takes a number from 0.001 to 1000000"));
        }
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }

    static void check(List<FieldError> errors, String field, Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            errors.add(new FieldError(field, "takes a whole number from 1 to " + most));
        }
    }

    boolean bounds() {
        return maxActive != null || ratePerSecond != null;
    }
}
