package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.List;

/**
 * How long one attempt may take.
 *
 * @param soft after this the attempt is asked to come to its end, default 25 min, or {@code hard} when that is less
 * @param hard after this the attempt is ended and counts as failed, default 30 min
 */
public record TimeLimits(Duration soft, Duration hard) {

    public static final TimeLimits DEFAULT = new TimeLimits(null, null);

    public TimeLimits {
        hard = hard == null ? Duration.ofMinutes(30) : hard;
        Duration usual = Duration.ofMinutes(25);
        soft = soft == null ? (usual.compareTo(hard) < 0 ? usual : hard) : soft;
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        Duration longest = Duration.ofDays(30);
        checks.that("soft", soft.compareTo(Duration.ofMillis(1)) >= 0, "is at least PT0.001S");
        checks.that(
                "hard",
                hard.compareTo(Duration.ofMillis(1)) >= 0 && hard.compareTo(longest) <= 0,
                "is PT0.001S to P30D");
        checks.that("soft", soft.compareTo(hard) <= 0, "is at most hard");
        return checks.errors();
    }
}
