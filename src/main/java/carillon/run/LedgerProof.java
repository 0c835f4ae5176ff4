package carillon.run;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a comparison of the instants that definitions have with the rows that there are has shown.
 *
 * @param instants how many instants were compared
 * @param accounted how many of them have their row
 * @param pending how many are not yet fired
 * @param followed rows of jobs that count from the end of their last run, whose instants cannot be computed
 * @param gaps instants without a row, the first hundred
 * @param gapCount how many there are
 * @param duplicates instants for which a timer wrote more than one row, the first hundred
 * @param unexpected rows at instants that the definition does not have, the first hundred
 * @param unverified instants of which definitions alone cannot tell, the first hundred
 * @param pruned jobs of which an earlier part of the range is past retention, and was left out
 * @param next where the comparison goes on, the text of a {@link LedgerPosition}; null when all jobs were compared
 */
public record LedgerProof(
        long instants,
        long accounted,
        long pending,
        long followed,
        List<Place> gaps,
        long gapCount,
        List<Place> duplicates,
        long duplicateCount,
        List<Place> unexpected,
        long unexpectedCount,
        List<Unverified> unverified,
        long unverifiedCount,
        long pruned,
        String next) {

    /** The same, with where it goes on in another form. */
    public LedgerProof withNext(String form) {
        return new LedgerProof(
                instants,
                accounted,
                pending,
                followed,
                gaps,
                gapCount,
                duplicates,
                duplicateCount,
                unexpected,
                unexpectedCount,
                unverified,
                unverifiedCount,
                pruned,
                form);
    }

    /** An instant of a job. */
    public record Place(UUID job, Instant scheduledAt) {}

    /** An instant of a job, and why the definition alone cannot tell. */
    public record Unverified(UUID job, Instant scheduledAt, LedgerEntry.Untold reason) {}
}
