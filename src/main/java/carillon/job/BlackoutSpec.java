package carillon.job;

import carillon.platform.InvalidFieldsException;
import java.time.Instant;
import java.util.List;

/**
 * A window of time in which the runs of queues are held back, as its author wrote it.
 *
 * @param from required, the first moment of it; may have passed
 * @param until required, the first moment after it
 * @param queues at least one; null for all; names need not be those of queues that there are
 * @param reason for people, at most 500 characters; null for none
 * @param policy {@code hold} (default): runs wait and go on when it ends; {@code skip}: instants that fall into it are
 *     skipped with reason {@code blackout}
 */
public record BlackoutSpec(Instant from, Instant until, List<String> queues, String reason, String policy) {

    static final String HOLD = "hold";
    private static final String SKIP = "skip";
    private static final int MOST_QUEUES = 1_000;
    private static final int LONGEST_REASON = 500;

    public BlackoutSpec {
        queues = queues == null ? null : List.copyOf(queues);
        policy = policy == null ? HOLD : policy;
    }

    public boolean skips() {
        return SKIP.equals(policy);
    }

    /** True when it holds back the queue's run of that instant, or its start. */
    boolean covers(String queue, Instant at) {
        return !at.isBefore(from) && at.isBefore(until) && (queues == null || queues.contains(queue));
    }

    /**
     * @throws InvalidFieldsException naming every field that does not hold
     */
    public void requireValid() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.required("from", from);
        checks.required("until", until);
        checks.that("until", from == null || until == null || from.isBefore(until), "must be after from");
        if (queues != null) {
            checks.that("queues", !queues.isEmpty(), "names none: leave it out for all queues");
            checks.that(
                    "queues", queues.size() <= MOST_QUEUES, "takes at most " + MOST_QUEUES + ": leave it out for all");
            for (int i = 0; i < queues.size(); i++) {
                checks.that("queues[" + i + "]", Names.hold(queues.get(i)), Names.RULE);
            }
        }
        checks.that(
                "reason",
                reason == null || reason.length() <= LONGEST_REASON,
                "takes at most " + LONGEST_REASON + " characters");
        checks.that("policy", List.of(HOLD, SKIP).contains(policy), "is one of hold, skip");
        if (!checks.errors().isEmpty()) {
            throw new InvalidFieldsException(checks.errors());
        }
    }
}
