package carillon.run;

import carillon.platform.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows every scheduled instant with the row that accounts for it, and proves that there is none without. The instants are
 * computed again from what the jobs are and were; neither the rows nor the timer's plans are asked for them.
 */
@ApplicationScoped
public class Ledger {

    private final LedgerRepository repository;
    private final LedgerBounds proved;
    private final LedgerBounds listed;

    /** For the container's proxy. */
    protected Ledger() {
        this(null);
    }

    @Inject
    public Ledger(LedgerRepository repository) {
        this(repository, LedgerBounds.PROVED, LedgerBounds.LISTED);
    }

    /** With other bounds of a call. */
    Ledger(LedgerRepository repository, LedgerBounds proved, LedgerBounds listed) {
        this.repository = repository;
        this.proved = proved;
        this.listed = listed;
    }

    /**
     * By job, then by instant. A page may hold fewer than the limit, even none, and not be the last.
     *
     * @param after how far the reader has come; null for the beginning
     * @return its {@code next} is the text of a {@link LedgerPosition}
     */
    public Page<LedgerEntry> entries(LedgerRange range, LedgerPosition after, int limit) {
        return repository.read(tables -> {
            List<LedgerEntry> entries = new ArrayList<>();
            LedgerPosition last = new LedgerComparison(tables, range, listed).run(after, compared -> {
                entries.addAll(compared.entries());
                return entries.size() <= limit;
            });
            if (entries.size() > limit || last == null) {
                return Page.of(entries, limit, entry -> LedgerPosition.of(entry).text());
            }
            return new Page<>(List.copyOf(entries), last.text());
        });
    }

    /**
     * Compares the range, job by job, a bounded number of instants, which may end inside a job.
     *
     * @param after where to go on, as {@link LedgerProof#next} said; null for the beginning
     */
    public LedgerProof verify(LedgerRange range, LedgerPosition after) {
        return repository.read(tables -> {
            LedgerTally tally = new LedgerTally();
            LedgerPosition next = new LedgerComparison(tables, range, proved).run(after, compared -> {
                tally.add(compared);
                return true;
            });
            return tally.proof(next == null ? null : next.text());
        });
    }

    /**
     * One job's part of the range, or a part of that.
     *
     * @param rows triggered runs among them
     * @param cut true when an earlier part of the range may have been pruned, and was left out
     * @param followed rows of instants that depend on the end of the run before
     */
    record Compared(List<LedgerEntry> entries, List<LedgerRow> rows, boolean cut, long followed) {}
}
