package carillon.job;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.List;

/**
 * Which members run the job.
 *
 * @param members {@code any} (default): whichever has room; {@code all}: each member that performs runs when the instant is
 *     written, a run of its own; else the name of the one that does, which may come later
 * @param expire a run for a named member, or for one of all, that still waits for it so long after its due time, because
 *     the member is not there, is given up; PT1S to P3650D, null (default) for the job's retention
 */
public record Target(String members, Duration expire) {

    public static final Target DEFAULT = new Target(null, null);

    private static final String ANY = "any";
    private static final String ALL = "all";
    private static final int LONGEST_NAME = 200;
    private static final Duration LONGEST_WAIT = Duration.ofDays(3650);

    public Target {
        members = members == null ? ANY : members;
    }

    /** True for whichever member has room. */
    public boolean any() {
        return ANY.equals(members);
    }

    /** True for a run on each member. */
    public boolean all() {
        return ALL.equals(members);
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.text("members", members, LONGEST_NAME);
        checks.that("members", !"*".equals(members), "is any, all or the name of a member");
        checks.that("expire", expire == null || !any(), "means nothing with members any: name a member, or all");
        checks.that(
                "expire",
                expire == null || expire.compareTo(Duration.ofSeconds(1)) >= 0 && expire.compareTo(LONGEST_WAIT) <= 0,
                "is PT1S to P3650D");
        return checks.errors();
    }
}
