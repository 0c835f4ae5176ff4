package carillon.run;

/**
 * How far one call of the ledger goes.
 *
 * @param instants that are compared; at least 1
 * @param work instants and stretches of calendars that are looked at, give or take one part of a job
 * @param counted so many instants and stretches are looked at to find where the {@code maxRuns} of one job ends
 */
record LedgerBounds(int instants, long work, long counted) {

    static final LedgerBounds PROVED = new LedgerBounds(100_000, 2_000_000, 20_000_000);
    static final LedgerBounds LISTED = new LedgerBounds(5_000, 2_000_000, 20_000_000);
}
