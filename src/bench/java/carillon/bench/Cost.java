package carillon.bench;

import java.time.Duration;
import java.util.Collections;

/**
 * What the database is asked to do for each run at full load, and by a member that has nothing to do: figures that the
 * noise of a machine does not touch.
 */
final class Cost implements Measure {

    private static final Duration IDLE = Duration.ofSeconds(20);

    /** Versions of rows that were written: inserted, and updated. */
    private static final String ROW_VERSIONS =
            "select coalesce(sum(n_tup_ins + n_tup_upd), 0) from pg_stat_user_tables where relname like 'run%'";

    private static final String HEAP_ONLY =
            "select coalesce(sum(n_tup_hot_upd), 0) from pg_stat_user_tables where relname like 'run%'";
    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')";
    private static final String COMMITS = "select xact_commit from pg_stat_database where datname = current_database()";

    private final int runs;

    Cost(BenchOptions options) {
        this.runs = options.runs();
    }

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public boolean statements() {
        return true;
    }

    /** A connection of PostgreSQL that idles may keep what it has counted to itself for ten seconds. */
    private static final Duration COUNTED = Duration.ofSeconds(12);

    /** Rows and indexes of final runs, as they lie there. */
    private static final String DISK =
            """
            select sum(pg_total_relation_size(inhrelid)) / greatest((select count(*) from run), 1)
              from pg_inherits where inhparent = 'run'::regclass""";

    @Override
    public void take(Stage stage, Report report) {
        Store store = stage.store();
        Patience.sleep(COUNTED);
        double written = versions(store);
        stage.draining(true);
        stage.load()
                .submit(Collections.nCopies(runs, "\"type\":\"now\"").stream()
                        .map(JobText::of)
                        .toList());
        store.analyze();
        stage.settle();
        double wal = store.decimal(WAL);
        double heapOnly = store.decimal(HEAP_ONLY);
        double commits = store.decimal(COMMITS);
        stage.statements().reset();
        stage.draining(false);
        stage.awaitNothingOpen();
        double calls = stage.statements().calls();
        Patience.sleep(COUNTED);
        report.tell(new Line(name())
                .with("n", runs)
                .with("rowVersionsPerRun", (versions(store) - written) / runs)
                .with("heapOnlyPerRun", (store.decimal(HEAP_ONLY) - heapOnly) / runs)
                .with("statementsPerRun", calls / runs)
                .with("transactionsPerRun", (store.decimal(COMMITS) - commits) / runs)
                .with("walBytesPerRun", (store.decimal(WAL) - wal) / runs)
                .with("diskBytesPerRun", store.decimal(DISK)));
        stage.settle();
        stage.statements().reset();
        Patience.sleep(IDLE);
        report.tell(new Line(name())
                .with("mode", "idle")
                .with("queriesPerSecond", stage.statements().calls() / IDLE.toSeconds()));
    }

    private static double versions(Store store) {
        return store.decimal(ROW_VERSIONS);
    }
}
