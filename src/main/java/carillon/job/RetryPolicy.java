package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * When a failed attempt is followed by another.
 *
 * @param maxAttempts 1 to 100, default 5, the first included
 * @param backoff wait before the second attempt, default 1 s
 * @param multiplier growth of the wait from one attempt to the next, 1 to 10, default 2
 * @param maxBackoff no wait is longer, default 5 min
 * @param jitter share of the wait that is left to chance, 0 to 1, default 0.2
 * @param onCrash what becomes of a run whose member died: {@code retry} (default), {@code fail}, or {@code hold}: it has
 *     failed, with the reason {@code held}, until a person retries or cancels it
 * @param on only these failures are followed by another attempt, also such as are final otherwise; empty (default): those
 *     that another attempt may mend
 * @param except these failures are final, whatever else holds; default none
 */
public record RetryPolicy(
        Integer maxAttempts,
        Duration backoff,
        Double multiplier,
        Duration maxBackoff,
        Double jitter,
        String onCrash,
        List<String> on,
        List<String> except) {

    public static final RetryPolicy DEFAULT = new RetryPolicy(null, null, null, null, null, null, null, null);
    private static final String RETRY = "retry";

    public RetryPolicy {
        maxAttempts = maxAttempts == null ? 5 : maxAttempts;
        backoff = backoff == null ? Duration.ofSeconds(1) : backoff;
        multiplier = multiplier == null ? 2.0 : multiplier;
        maxBackoff = maxBackoff == null ? Duration.ofMinutes(5) : maxBackoff;
        jitter = jitter == null ? 0.2 : jitter;
        onCrash = onCrash == null ? RETRY : onCrash;
        on = on == null ? List.of() : Collections.unmodifiableList(on);
        except = except == null ? List.of() : Collections.unmodifiableList(except);
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

    /**
     * Whether a failure is one that another attempt may follow.
     *
     * @param mendable whether its handler thinks so
     * @param words what it may be chosen by; none is chosen without a word
     */
    public boolean retries(boolean mendable, Set<String> words) {
        if (words.isEmpty()) {
            return mendable;
        }
        boolean chosen = on.isEmpty() ? mendable : RetryWords.meet(on, words);
        return chosen && !RetryWords.meet(except, words);
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
        checks.that("onCrash", List.of(RETRY, "fail", "hold").contains(onCrash), "is one of retry, fail, hold");
        checks.that("on", RetryWords.hold(on), RetryWords.RULE);
        checks.that("except", RetryWords.hold(except), RetryWords.RULE);
        return checks.errors();
    }
}
