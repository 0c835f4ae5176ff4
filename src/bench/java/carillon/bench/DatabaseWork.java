package carillon.bench;

import java.time.Duration;

/** What PostgreSQL has to do for runs, by its own counters and by what passes on the way to it. */
final class DatabaseWork {

    /** A connection of PostgreSQL that idles may keep what it has counted to itself for ten seconds. */
    private static final Duration COUNTED = Duration.ofSeconds(12);

    /** Versions of rows that were written: inserted, and updated. */
    private static final String ROW_VERSIONS =
            "select coalesce(sum(n_tup_ins + n_tup_upd), 0) from pg_stat_user_tables";

    private static final String HEAP_ONLY = "select coalesce(sum(n_tup_hot_upd), 0) from pg_stat_user_tables";
    private static final String OF_RUNS = " where relname like 'run%'";
    private static final String WAL = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')";
    private static final String COMMITS = "select xact_commit from pg_stat_database where datname = current_database()";

    private final Stage stage;
    private final Store store;
    private final String database;
    private final String tables;
    private double written;
    private double toStore;
    private double heapOnly;
    private double wal;
    private double commits;
    private long roundTrips;

    private DatabaseWork(Stage stage, Store store, String database, String tables) {
        this.stage = stage;
        this.store = store;
        this.database = database;
        this.tables = tables;
        Patience.sleep(COUNTED);
        this.written = store.decimal(ROW_VERSIONS + tables);
    }

    /** Of the cluster's runs, which are stored from now on. */
    static DatabaseWork ofRuns(Stage stage) {
        String own = stage.store().query("select current_database()", row -> row.next() ? row.getString(1) : "");
        return new DatabaseWork(stage, stage.store(), own, OF_RUNS);
    }

    /** Of whoever has a database for itself, with all that it keeps there. */
    static DatabaseWork of(Stage stage, Store store, String database) {
        return new DatabaseWork(stage, store, database, "");
    }

    /** All of these runs are stored: from now on everything counts, before that only the versions of rows did. */
    void stored(int runs) {
        Patience.sleep(COUNTED);
        double versions = store.decimal(ROW_VERSIONS + tables);
        toStore = (versions - written) / runs;
        written = versions;
        heapOnly = store.decimal(HEAP_ONLY + tables);
        commits = store.decimal(COMMITS);
        wal = store.decimal(WAL);
        roundTrips = stage.roundTrips();
        stage.statements().reset();
    }

    /**
     * What it took for each run, with what is asked of the database all the time.
     *
     * @param done 0 for a peer that performed none
     */
    Line line(String measure, long done) {
        long runs = Math.max(1, done);
        double trips = stage.roundTrips() - roundTrips;
        double calls = stage.statements().calls(database);
        double bytes = store.decimal(WAL) - wal;
        Patience.sleep(COUNTED);
        return new Line(measure)
                .with("n", done)
                .with("rowVersionsPerRun", toStore + (store.decimal(ROW_VERSIONS + tables) - written) / runs)
                .with("heapOnlyPerRun", (store.decimal(HEAP_ONLY + tables) - heapOnly) / runs)
                .with("statementsPerRun", calls / runs)
                .with("roundTripsPerRun", trips / runs)
                .with("transactionsPerRun", (store.decimal(COMMITS) - commits) / runs)
                .with("walBytesPerRun", bytes / runs);
    }
}
