package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.List;

/**
 * What becomes of instants that were missed.
 *
 * @param grace an instant that is late by no more than this is run as if nothing had happened; default 60 s
 * @param policy for instants later than that: {@code coalesce} (one run for all missed, default), {@code skip}, or
 *     {@code catch-up} (a run for each, oldest first)
 * @param limit how many a catch-up runs at most, the oldest of them; 1 to 10,000, default 100
 */
public record Misfire(Duration grace, String policy, Integer limit) {

    public static final Misfire DEFAULT = new Misfire(null, null, null);
    static final String COALESCE = "coalesce";
    static final String SKIP = "skip";
    static final String CATCH_UP = "catch-up";

    public Misfire {
        grace = grace == null ? Duration.ofSeconds(60) : grace;
        policy = policy == null ? COALESCE : policy;
        limit = limit == null ? 100 : limit;
    }

    public boolean coalesces() {
        return COALESCE.equals(policy);
    }

    public boolean catchesUp() {
        return CATCH_UP.equals(policy);
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.that("grace", !grace.isNegative() && grace.compareTo(Duration.ofDays(366)) <= 0, "is PT0S to P366D");
        checks.that("policy", List.of(COALESCE, SKIP, CATCH_UP).contains(policy), "is one of coalesce, skip, catch-up");
        checks.that("limit", limit >= 1 && limit <= 10_000, "is 1 to 10000");
        return checks.errors();
    }
}
