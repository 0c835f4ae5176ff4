package carillon.bench;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Fills past days of table run: a run that was performed is copied, because performing so many would take hours. Tables are
 * filled before they become partitions, so that their indexes are built at once.
 */
final class PastRuns {

    /** Less than any of the past days is old. */
    static final String SHORT_RETENTION = "P1D";

    /** The days before have a partition already. */
    private static final int FIRST_DAY = 2;

    /** All within the default retention, so that nothing is pruned meanwhile. */
    private static final int DAYS = 4;

    private static final String COPY =
            """
            insert into %s (%s)
            with performed as materialized (
              select row_number() over () - 1 as number, run.* from run where state = 'succeeded' limit 1000
            )
            select %s
              from generate_series(0, %d) i
              join performed r on r.number = i %% (select count(*) from performed)
             cross join lateral (select timestamptz '%s 00:00:00Z' + i * interval '1 day' / %d as at) n""";

    private static final String COLUMNS =
            "select column_name from information_schema.columns where table_name = 'run' order by ordinal_position";

    /** What differs from copy to copy; {@code n.at} is the instant. */
    private static final Map<String, String> OWN = Map.of(
            "id",
                    "encode(substring(int8send((extract(epoch from n.at) * 1000)::bigint), 3, 6)"
                            + " || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid",
            "scheduled_at", "n.at",
            "due_at", "n.at",
            "fired_at", "n.at - interval '3 seconds'",
            "claimed_at", "n.at + interval '1 millisecond'",
            "started_at", "n.at + interval '1 millisecond'",
            "finished_at", "n.at + interval '3 milliseconds'");

    private final Store store;

    PastRuns(Store store) {
        this.store = store;
    }

    /** Needs performed runs in the table: the copies are of their jobs, in turn. */
    void add(int runs) {
        List<String> columns = columns();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int back = FIRST_DAY; back < FIRST_DAY + DAYS; back++) {
            add(columns, today.minusDays(back), runs / DAYS);
        }
        store.asSuperuser("vacuum (analyze) run");
        store.asSuperuser("checkpoint");
    }

    /** From now on all of them are past their retention. */
    void shortenRetention() {
        store.execute("update job set spec = jsonb_set(spec, '{retention}', '\"" + SHORT_RETENTION + "\"')");
        store.asSuperuser("vacuum (analyze) job");
    }

    /** Of how many days table run has rows, those without any among them. */
    long days() {
        return store.number("select count(*) from pg_inherits where inhparent = 'run'::regclass");
    }

    private List<String> columns() {
        return store.query(COLUMNS, row -> {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        });
    }

    private void add(List<String> columns, LocalDate day, int runs) {
        String date = day.format(DateTimeFormatter.BASIC_ISO_DATE);
        // Whatever is named like a partition and is none would be taken for what is left of one, and deleted.
        String filling = "past_" + date;
        String table = "run_" + date;
        String values = columns.stream()
                .map(column -> OWN.getOrDefault(column, "r." + column))
                .collect(Collectors.joining(", "));
        Stage.say("Storing " + runs + " runs of " + day);
        store.execute("create table " + filling + " (like run including defaults) with (fillfactor = 70)");
        store.execute(COPY.formatted(filling, String.join(", ", columns), values, runs - 1, day, runs));
        store.execute("alter table " + filling + " rename to " + table + "; alter table run attach partition " + table
                + " for values from (" + bound(day) + ") to (" + bound(day.plusDays(1)) + ")");
    }

    private static String bound(LocalDate day) {
        long millis = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return "'" + new UUID(millis << 16, 0) + "'";
    }
}
