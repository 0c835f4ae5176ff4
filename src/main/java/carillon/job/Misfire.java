package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.List;

/**
 * What becomes of instants that were missed.
 *
 * @param grace an instant that is late by no more than this is run as if nothing had happened; default 60 s
 * @param policy for instants later than that: {@code coalesce} (one run for all missed, default) or {@code skip}
 * @param limit how many a catch-up runs at most, default 100
 */
public record Misfire(Duration grace, String policy, Integer limit) {

    public static final Misfire DEFAULT = new Misfire(null, null, null);
    static final String COALESCE = "coalesce";
    static final String SKIP = "skip";

    public Misfire {
        grace = grace == null ? Duration.ofSeconds(60) : grace;
        policy = policy == null ? COALESCE : policy;
        limit = limit == null ? 100 : limit;
    }

    public boolean coalesces() {
        return COALESCE.equals(policy);
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.that("grace", !grace.isNegative() && grace.compareTo(Duration.ofDays(366)) <= 0, "is PT0S to P366D");
        if ("catch-up".equals(policy)) {
            checks.that("policy", false, "catch-up is not available in this version: use coalesce or skip");
        } else {
            checks.that("policy", COALESCE.equals(policy) || SKIP.equals(policy), "is one of coalesce, skip");
        }
        checks.that("limit", limit >= 1 && limit <= 10_000, "is 1 to 10000");
        return checks.errors();
    }
}
