package carillon.run;

import carillon.run.LedgerEntry.Account;
import carillon.run.LedgerProof.Place;
import carillon.run.LedgerProof.Unverified;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds up what was compared. */
final class LedgerTally {

    private static final int MOST_TOLD = 100;

    private final Map<Account, Long> counts = new EnumMap<>(Account.class);
    private final Map<Account, List<Place>> places = new EnumMap<>(Account.class);
    private final List<Unverified> unverified = new ArrayList<>();
    private final List<Place> duplicates = new ArrayList<>();
    private long duplicateCount;
    private long followed;
    private long pruned;

    void add(Ledger.Compared compared) {
        for (LedgerEntry entry : compared.entries()) {
            counts.merge(entry.account(), 1L, Long::sum);
            if (entry.account() == Account.unverified) {
                tell(unverified, new Unverified(entry.job(), entry.scheduledAt(), entry.unverifiedReason()));
            } else {
                tell(places.computeIfAbsent(entry.account(), account -> new ArrayList<>()), place(entry));
            }
        }
        followed += compared.followed();
        pruned += compared.cut() ? 1 : 0;
        addDuplicates(compared.rows());
    }

    /** A request may make a run at any instant; a timer writes one row for each, or one for each member. */
    private void addDuplicates(List<LedgerRow> rows) {
        Map<Instant, Set<String>> written = new HashMap<>();
        for (LedgerRow row : rows) {
            if (row.epoch() > 0) {
                Set<String> targets = written.computeIfAbsent(row.scheduledAt(), at -> new HashSet<>(2));
                boolean beside = !targets.isEmpty() && (row.target().isEmpty() || targets.contains(RunTarget.ANY));
                if (!targets.add(row.target()) || beside) {
                    duplicateCount++;
                    tell(duplicates, new Place(row.job(), row.scheduledAt()));
                }
            }
        }
    }

    /**
     * @param next the text of where the comparison goes on; null when all jobs were compared
     */
    LedgerProof proof(String next) {
        long accounted = count(Account.accounted);
        long gaps = count(Account.gap);
        long untold = count(Account.unverified);
        return new LedgerProof(
                accounted + gaps + untold,
                accounted,
                count(Account.pending),
                followed,
                told(Account.gap),
                gaps,
                List.copyOf(duplicates),
                duplicateCount,
                told(Account.unexpected),
                count(Account.unexpected),
                List.copyOf(unverified),
                untold,
                pruned,
                next);
    }

    private long count(Account account) {
        return counts.getOrDefault(account, 0L);
    }

    private List<Place> told(Account account) {
        return List.copyOf(places.getOrDefault(account, List.of()));
    }

    private static <T> void tell(List<T> told, T place) {
        if (told.size() < MOST_TOLD) {
            told.add(place);
        }
    }

    private static Place place(LedgerEntry entry) {
        return new Place(entry.job(), entry.scheduledAt());
    }
}
