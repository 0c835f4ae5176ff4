package carillon.bench;

import carillon.test.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which statements PostgreSQL spends its time with, by its extension pg_stat_statements. */
final class Statements {

    static final Statements NONE = new Statements(null);

    private static final String TOP =
            """
            select total_exec_time, total_plan_time, calls, plans, rows, shared_blks_hit, wal_bytes,
                   regexp_replace(query, '\\s+', ' ', 'g') as text
              from pg_stat_statements
             where query not like '%pg_stat_statements%'
             order by total_exec_time + total_plan_time desc
             limit 12""";

    /** By whom: the benchmark itself asks as the superuser, see {@link Store}. */
    private static final String CALLS =
            """
            select coalesce(sum(s.calls), 0)
              from pg_stat_statements s
              join pg_roles r on r.oid = s.userid
              join pg_database d on d.oid = s.dbid
             where d.datname = %s and not r.rolsuper""";

    private final Store store;

    private Statements(Store store) {
        this.store = store;
    }

    /** Restarts the cluster's PostgreSQL with the extension; members come back by themselves. */
    static Statements collect(LocalCluster cluster) {
        Store store = new Store(cluster.database());
        store.asSuperuser("alter system set shared_preload_libraries = 'pg_stat_statements'");
        cluster.postgres().stop();
        cluster.postgres().start();
        store.asSuperuser("create extension if not exists pg_stat_statements");
        store.asSuperuser("alter system set pg_stat_statements.track_planning = on");
        store.asSuperuser("select pg_reload_conf()");
        return new Statements(store);
    }

    void reset() {
        if (store != null) {
            store.asSuperuser("select pg_stat_statements_reset()");
        }
    }

    /** How many statements members have sent since the last reset; 0 when nothing was collected. */
    double calls() {
        return callsIn("current_database()");
    }

    /** The same of whoever works in that database. */
    double calls(String database) {
        return callsIn("'" + database + "'");
    }

    private double callsIn(String database) {
        return store == null ? 0 : store.decimal(CALLS.formatted(database));
    }

    /** A table for people; empty when nothing was collected. */
    List<String> told() {
        if (store == null) {
            return List.of();
        }
        return store.query(TOP, row -> {
            List<String> lines = new ArrayList<>();
            lines.add(String.format(
                    "%8s %8s %8s %8s %9s %10s %11s", "run ms", "plan ms", "calls", "plans", "rows", "pages", "wal"));
            while (row.next()) {
                String text = row.getString("text");
                lines.add(String.format(
                        Locale.ROOT,
                        "%8.0f %8.0f %8d %8d %9d %10d %11d  %s",
                        row.getDouble("total_exec_time"),
                        row.getDouble("total_plan_time"),
                        row.getLong("calls"),
                        row.getLong("plans"),
                        row.getLong("rows"),
                        row.getLong("shared_blks_hit"),
                        row.getLong("wal_bytes"),
                        text.substring(0, Math.min(110, text.length()))));
            }
            return lines;
        });
    }
}
