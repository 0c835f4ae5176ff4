package carillon.run;

import carillon.platform.Database;
import carillon.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes and drops the daily partitions of the run table, each with one of the same ids in the table of logs; a partition
 * holds the runs of one day's instants, in UTC.
 */
@ApplicationScoped
public class RunPartitionRepository {

    /** One member changes partitions at a time; the number is arbitrary. */
    private static final long LOCK = 0x0CA21110L;

    /** Held by whoever is about to write runs of days long ago, against those that drop days. */
    private static final long KEEP = 0x0CA21111L;

    private static final String RUN = "run";
    private static final String LOG = "run_log";
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private static final String NAMES =
            """
            select c.relname
              from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where i.inhparent = ?::regclass and not i.inhdetachpending""";

    private static final String LEFTOVERS =
            """
            select c.relname, coalesce(i.inhdetachpending, false) as pending
              from pg_class c left join pg_inherits i on i.inhrelid = c.oid
             where c.relkind = 'r' and c.relname ~ '^run_(log_)?[0-9]{8}$'
               and c.relnamespace = (select relnamespace from pg_class where oid = 'run'::regclass)
               and (i.inhrelid is null or i.inhdetachpending)""";

    private final Database database;

    /** For the container's proxy. */
    protected RunPartitionRepository() {
        this(null);
    }

    @Inject
    public RunPartitionRepository(Database database) {
        this.database = database;
    }

    /** The days that have a partition. */
    public Set<LocalDate> days() {
        return database.relaxed(connection -> days(connection, RUN));
    }

    /** Makes the partitions of those days that have none; safe when several members do so at once. */
    public void ensure(Collection<LocalDate> wanted) {
        database.relaxedTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                return make(statement, RUN, missing(connection, RUN, wanted))
                        + make(statement, LOG, missing(connection, LOG, wanted));
            }
        });
    }

    private static Set<LocalDate> missing(Connection connection, String table, Collection<LocalDate> wanted)
            throws SQLException {
        Set<LocalDate> missing = new TreeSet<>(wanted);
        missing.removeAll(days(connection, table));
        return missing;
    }

    private static int make(Statement statement, String table, Set<LocalDate> days) throws SQLException {
        String room = table.equals(RUN) ? "fillfactor = 70, " : "";
        for (LocalDate day : days) {
            String name = name(table, day);
            // Left of a drop that was broken off after its first half.
            statement.execute("drop table if exists " + name);
            // Attaching a finished table, unlike creating it as a partition, lets readers and writers go on.
            statement.execute("create table " + name + " (like " + table + " including defaults) with (" + room
                    + "autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0)");
            statement.execute("alter table " + table + " attach partition " + name + " for values from ('"
                    + Ids.floor(start(day)) + "') to ('" + Ids.floor(start(day.plusDays(1))) + "')");
        }
        return days.size();
    }

    /** True when every run of the day is final and none became so within the retention. */
    public boolean isOver(LocalDate day, Duration retention) {
        String open = "select not exists (select 1 from " + name(RUN, day)
                + " where finished_at is null or finished_at > clock_timestamp() - ?::interval)";
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(open)) {
                statement.setString(1, retention.toString());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /** Ends drops that were broken off on the way: the process died, or gave up waiting for a long reader. */
    public void finishDrops() {
        database.relaxed(connection -> {
            for (Map.Entry<String, Boolean> left : leftovers(connection).entrySet()) {
                try (Statement statement = connection.createStatement()) {
                    if (left.getValue()) {
                        String table = left.getKey().startsWith(LOG) ? LOG : RUN;
                        statement.execute("alter table " + table + " detach partition " + left.getKey() + " finalize");
                    }
                    statement.execute("drop table if exists " + left.getKey());
                }
            }
            return null;
        });
    }

    /** By the table's name; true when it is half detached. While one is, no other can be detached. */
    private static Map<String, Boolean> leftovers(Connection connection) throws SQLException {
        Map<String, Boolean> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LEFTOVERS)) {
            while (row.next()) {
                tables.put(row.getString("relname"), row.getBoolean("pending"));
            }
        }
        return tables;
    }

    /** Nobody drops a day until the caller's transaction ends. */
    void keepAll() {
        database.durable(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("select pg_advisory_xact_lock_shared(" + KEEP + ")");
            }
        });
    }

    /** Drops a day unless runs came to it meanwhile; false when they did. */
    boolean dropIfOver(LocalDate day, Duration retention) {
        return database.relaxed(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_lock(" + KEEP + ")");
                try {
                    boolean over = isOver(day, retention);
                    if (over) {
                        drop(day);
                    }
                    return over;
                } finally {
                    statement.execute("select pg_advisory_unlock(" + KEEP + ")");
                }
            }
        });
    }

    /**
     * Drops a day's logs and runs; readers and writers of the other days go on meanwhile. The runs go last: while they are
     * there, the next turn of prune finds the day.
     */
    public void drop(LocalDate day) {
        database.relaxed(connection -> {
            try (Statement statement = connection.createStatement()) {
                if (days(connection, LOG).contains(day)) {
                    drop(statement, LOG, day);
                }
                drop(statement, RUN, day);
                return null;
            }
        });
    }

    private static void drop(Statement statement, String table, LocalDate day) throws SQLException {
        statement.execute("alter table " + table + " detach partition " + name(table, day) + " concurrently");
        statement.execute("drop table " + name(table, day));
    }

    private static Set<LocalDate> days(Connection connection, String table) throws SQLException {
        Set<LocalDate> days = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    days.add(LocalDate.parse(row.getString(1).substring(table.length() + 1), DAY));
                }
            }
        }
        return days;
    }

    private static String name(String table, LocalDate day) {
        return table + "_" + DAY.format(day);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
