package carillon.bench;

import java.time.Duration;

/** What PostgreSQL reads from here on, from memory or from disk, by its own counters. */
final class PagesRead {

    /** A connection adds to the counters once a second while it works, and ten seconds after its last statement. */
    private static final Duration COUNTED_AFTER = Duration.ofSeconds(11);

    private static final String ALL =
            "select blks_hit + blks_read from pg_stat_database where datname = current_database()";

    private static final String OF_JOBS =
            """
            select heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read
                   + coalesce(toast_blks_hit + toast_blks_read + tidx_blks_hit + tidx_blks_read, 0)
              from pg_statio_user_tables
             where relname = 'job'""";

    private static final String JOBS =
            "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'job'";

    private final Store store;
    private final long began = System.nanoTime();
    private final long all;
    private final long ofJobs;
    private final long jobs;

    PagesRead(Store store) {
        this.store = store;
        this.all = store.number(ALL);
        this.ofJobs = store.number(OF_JOBS);
        this.jobs = store.number(JOBS);
    }

    /**
     * Adds what was read a second, on average: pages of 8 KiB in all, those of table job and its indexes, and rows of jobs.
     * Waits until everything is counted.
     */
    Line into(Line line) {
        Patience.sleep(COUNTED_AFTER);
        double seconds = (System.nanoTime() - began) / 1e9;
        return line.with("pagesPerSecond", (store.number(ALL) - all) / seconds)
                .with("jobPagesPerSecond", (store.number(OF_JOBS) - ofJobs) / seconds)
                .with("jobRowsPerSecond", (store.number(JOBS) - jobs) / seconds);
    }
}
