package carillon.job;

import carillon.platform.FieldError;
import java.util.List;

/**
 * How many runs of a job may be unfinished at once.
 *
 * @param maxRuns 1 to 1,000, default 1
 * @param policy {@code skip} (default): an instant that comes while that many are unfinished is skipped with reason
 *     {@code overlap}; {@code allow}: no bound
 * @param key a name shared by several jobs; null for the job alone
 */
public record Concurrency(Integer maxRuns, String policy, String key) {

    public static final Concurrency DEFAULT = new Concurrency(null, null, null);
    private static final String SKIP = "skip";
    private static final String ALLOW = "allow";

    public Concurrency {
        maxRuns = maxRuns == null ? 1 : maxRuns;
        policy = policy == null ? SKIP : policy;
    }

    /** True when the number of unfinished runs is bounded. */
    public boolean limited() {
        return !ALLOW.equals(policy);
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.that("maxRuns", maxRuns >= 1 && maxRuns <= 1_000, "is 1 to 1000");
        if (List.of("queue", "cancel-oldest").contains(policy)) {
            checks.that("policy", false, policy + " is not available in this version: use skip or allow");
        } else {
            checks.that("policy", List.of(SKIP, ALLOW).contains(policy), "is one of skip, allow");
        }
        checks.that("key", key == null, "is not available in this version: leave it out");
        return checks.errors();
    }
}
