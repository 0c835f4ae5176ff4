package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.List;

/**
 * When a failed attempt is followed by another.
 *
 * @param maxAttempts 1 to 100, default 5, the first included
 * @param backoff wait before the second attempt, default 1 s
 * @param multiplier growth of the wait from one attempt to the next, 1 to 10, default 2
 * @param maxBackoff no wait is longer, default 5 min
 * @param jitter share of the wait that is left to chance, 0 to 1, default 0.2
 * @param onCrash {@code retry} (default) or {@code fail}: what becomes of a run whose member died
 */
public record RetryPolicy(
        Integer maxAttempts, Duration backoff, Double multiplier, Duration maxBackoff, Double jitter, String onCrash) {

    public static final RetryPolicy DEFAULT = new RetryPolicy(null, null, null, null, null, null);
    private static final String RETRY = "retry";

    public RetryPolicy {
        maxAttempts = maxAttempts == null ? 5 : maxAttempts;
        backoff = backoff == null ? Duration.ofSeconds(1) : backoff;
        multiplier = multiplier == null ? 2.0 : multiplier;
        maxBackoff = maxBackoff == null ? Duration.ofMinutes(5) : maxBackoff;
        jitter = jitter == null ? 0.2 : jitter;
        onCrash = onCrash == null ? RETRY : onCrash;
    }

    /**
     * The wait after the failed attempt of that number.
     *
     * @param chance 0 to 1: 0.5 gives the plain wait, the ends give it less or more {@code jitter} of itself, up to
     *     {@code maxBackoff}
     */
    public Duration waitAfter(int attempt, double chance) {
        double grown = backoff.toNanos() * Math.pow(multiplier, attempt - 1.0);
        double capped = Math.min(grown, maxBackoff.toNanos());
        double spread = capped * (1 + jitter * (2 * chance - 1));
        return Duration.ofNanos((long) Math.min(spread, maxBackoff.toNanos()));
    }

    public boolean retriesCrashes() {
        return RETRY.equals(onCrash);
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        Duration longest = Duration.ofDays(30);
        checks.that("maxAttempts", maxAttempts >= 1 && maxAttempts <= 100, "is 1 to 100");
        checks.that("backoff", !backoff.isNegative() && backoff.compareTo(longest) <= 0, "is PT0S to P30D");
        checks.that("multiplier", multiplier >= 1 && multiplier <= 10, "is 1 to 10");
        checks.that("maxBackoff", !maxBackoff.isNegative() && maxBackoff.compareTo(longest) <= 0, "is PT0S to P30D");
        checks.that("jitter", jitter >= 0 && jitter <= 1, "is 0 to 1");
        if ("hold".equals(onCrash)) {
            checks.that("onCrash", false, "hold is not available in this version: use retry or fail");
        } else {
            checks.that("onCrash", List.of(RETRY, "fail").contains(onCrash), "is one of retry, fail");
        }
        return checks.errors();
    }
}
