package carillon.api;

import carillon.run.LedgerProof;
import carillon.run.LedgerProof.Place;
import java.util.List;

/**
 * What a comparison has shown; see {@link LedgerProof}.
 *
 * @param next cursor of the next call; null when all jobs were compared
 */
public record LedgerProofResponse(
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
        List<Place> unverified,
        long unverifiedCount,
        long pruned,
        String next) {

    static LedgerProofResponse of(LedgerProof proof) {
        return new LedgerProofResponse(
                proof.instants(),
                proof.accounted(),
                proof.pending(),
                proof.followed(),
                proof.gaps(),
                proof.gapCount(),
                proof.duplicates(),
                proof.duplicateCount(),
                proof.unexpected(),
                proof.unexpectedCount(),
                proof.unverified(),
                proof.unverifiedCount(),
                proof.pruned(),
                proof.next() == null ? null : Cursor.of(proof.next().toString()));
    }
}
