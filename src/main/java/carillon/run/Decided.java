package carillon.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What came of a claim.
 *
 * @param runs to perform
 * @param skipped instants that pass without a run
 * @param cancelled begun runs that gave their place to a newer one
 * @param blocked keys some of whose runs wait for a place
 * @param ids all runs about which it was decided, those included that wait
 * @param contended those of them whose key others want or hold as well
 */
record Decided(
        List<ClaimedRun> runs,
        List<RunEvent.Skipped> skipped,
        List<RunEvent.Cancelled> cancelled,
        Set<String> blocked,
        Set<UUID> ids,
        Set<UUID> contended) {

    static Decided nothing() {
        return new Decided(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>());
    }

    /** Runs that were claimed, and nothing else. */
    static Decided of(List<ClaimedRun> claimed) {
        Decided decided = nothing();
        decided.runs.addAll(claimed);
        claimed.forEach(run -> decided.ids.add(run.id()));
        return decided;
    }

    void add(Decided other) {
        runs.addAll(other.runs);
        skipped.addAll(other.skipped);
        cancelled.addAll(other.cancelled);
        blocked.addAll(other.blocked);
        ids.addAll(other.ids);
        contended.addAll(other.contended);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }
}
