package carillon.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The instants that a request has found.
 *
 * @param instants earliest first
 * @param lookedUntil where it ended early: there may be more from there on; null when it did not
 */
record FiringSearch(List<Instant> instants, Instant lookedUntil) {

    /** Up to {@code count} of them, from {@code first} on. */
    static FiringSearch of(FiringWalk walk, Instant first, int count) {
        Looks looks = Looks.ofRequest();
        List<Instant> instants = new ArrayList<>();
        NextInstant next = NextInstant.NONE;
        while (instants.size() < count) {
            next = instants.isEmpty() ? walk.from(first, looks) : walk.next(next.at(), looks);
            if (next.at() == null) {
                return new FiringSearch(instants, next.lookedUntil());
            }
            instants.add(next.at());
        }
        return new FiringSearch(instants, null);
    }
}
