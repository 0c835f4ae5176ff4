package carillon.job;

import carillon.platform.FieldError;
import java.util.List;

/**
 * Which members run the job.
 *
 * @param members {@code any} (default)
 */
public record Target(String members) {

    public static final Target DEFAULT = new Target(null);
    private static final String ANY = "any";

    public Target {
        members = members == null ? ANY : members;
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.that("members", ANY.equals(members), "only any is available in this version");
        return checks.errors();
    }
}
