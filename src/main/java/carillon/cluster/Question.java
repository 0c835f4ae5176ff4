package carillon.cluster;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one member asks another that takes more than a number to answer, through the distributed executor service.
 *
 * @param <A> of the answer
 */
public sealed interface Question<A extends Serializable> extends Serializable {

    /** The newest events of a member, once for each that wants them. */
    record Events(List<Wanted> wanted) implements Question<Told> {}

    /**
     * Events after a place.
     *
     * @param after number of the last that is known; {@link #FROM_NOW} for those to come
     * @param most how many at once
     * @param job null for any
     * @param state of runs; null for any event
     * @param queue null for any
     */
    record Wanted(long after, int most, UUID job, String state, String queue) implements Serializable {

        public static final long FROM_NOW = -1;
    }

    /** The answer to {@link Events}: one part for each that was wanted, in order. */
    record Told(List<Part> parts) implements Serializable {}

    /**
     * Events of one member, oldest first.
     *
     * @param through number of the last that was looked at: what to ask after next
     * @param lost how many after the known place are not there any more
     * @param more true when there were more than were asked for
     * @param lines what happened
     */
    record Part(long through, long lost, boolean more, List<Line> lines) implements Serializable {}

    /** How many runs of each queue a member claimed and ended in the last minute. */
    record Rates() implements Question<RatesTold> {}

    /** The answer to {@link Rates}: by queue, without those of which nothing happened. */
    record RatesTold(Map<String, Rate> queues) implements Serializable {}

    /**
     * Runs of a queue in a minute.
     *
     * @param claimed attempts that began
     * @param succeeded runs that ended well
     * @param failed runs that failed for good
     */
    record Rate(long claimed, long succeeded, long failed) implements Serializable {

        public static final Rate NONE = new Rate(0, 0, 0);

        /** Both together. */
        public Rate plus(Rate other) {
            return new Rate(claimed + other.claimed, succeeded + other.succeeded, failed + other.failed);
        }
    }

    /**
     * One event.
     *
     * @param number counts the events of its member from 1
     * @param name of the kind, such as {@code run}
     * @param json the whole of it
     */
    record Line(long number, String name, String json) implements Serializable {}
}
