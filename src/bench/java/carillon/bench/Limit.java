package carillon.bench;

import carillon.test.Database;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What PostgreSQL itself does, with no scheduler at all: bare SQL over JDBC on one small table, statements prepared, in
 * batches of 500 as arrays; inserts and finishes wait for the disk, claims do not, as in Carillon.
 */
final class Limit {

    private static final int BATCH = 500;

    /** More do not make it faster on two cores. */
    private static final int CONNECTIONS = 2;

    private static final String TABLE =
            """
            drop table if exists bare;
            create table bare (
              id uuid primary key, job uuid not null, due_at timestamptz not null, state smallint not null default 0,
              attempt smallint not null default 0, member uuid, claimed_at timestamptz, finished_at timestamptz, result text
            ) with (fillfactor = 70);
            create index bare_open on bare (due_at) where finished_at is null""";

    private static final String INSERT =
            "insert into bare (id, job, due_at) select id, id, clock_timestamp() from unnest(?::uuid[]) id";
    private static final String CLAIM =
            """
            update bare set state = 1, attempt = attempt + 1, member = ?, claimed_at = clock_timestamp()
             where id = any(?) and state = 0
            returning id, attempt""";
    private static final String FINISH =
            """
            update bare set state = 2, finished_at = clock_timestamp()
             where id = any(?) and state = 1 and member = ?""";
    private static final String INSERT_ONE = "insert into bare (id, job, due_at) values (?, ?, ?)";

    private final Database database;

    Limit(Database database) {
        this.database = database;
    }

    /** The whole cycle of rows: inserted, claimed, finished. */
    Line cycle(String measure, Duration time) {
        UUID member = UUID.randomUUID();
        return measured(measure, CONNECTIONS, time, (connection, count) -> {
            List<UUID> ids = insert(connection);
            relaxed(connection, true);
            try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
                claim.setObject(1, member);
                claim.setArray(2, uuids(connection, ids));
                try (ResultSet row = claim.executeQuery()) {
                    ids.clear();
                    while (row.next()) {
                        ids.add(row.getObject(1, UUID.class));
                    }
                }
            }
            relaxed(connection, false);
            try (PreparedStatement finish = connection.prepareStatement(FINISH)) {
                finish.setArray(1, uuids(connection, ids));
                finish.setObject(2, member);
                count.addAndGet(finish.executeUpdate());
            }
        });
    }

    /** Rows inserted in batches. */
    Line bulk(String measure, Duration time) {
        return measured(
                        measure,
                        CONNECTIONS,
                        time,
                        (connection, count) ->
                                count.addAndGet(insert(connection).size()))
                .with("connections", CONNECTIONS);
    }

    /** Rows inserted and committed one by one. */
    Line single(String measure, int connections, Duration time) {
        return measured(measure, connections, time, (connection, count) -> {
                    try (PreparedStatement insert = connection.prepareStatement(INSERT_ONE)) {
                        insert.setObject(1, UUID.randomUUID());
                        insert.setObject(2, UUID.randomUUID());
                        insert.setObject(3, OffsetDateTime.ofInstant(Instant.now(), ZoneOffset.UTC));
                        count.addAndGet(insert.executeUpdate());
                    }
                })
                .with("connections", connections);
    }

    private static List<UUID> insert(Connection connection) throws SQLException {
        List<UUID> ids = new ArrayList<>(Collections.nCopies(BATCH, 0).stream()
                .map(any -> UUID.randomUUID())
                .toList());
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setArray(1, uuids(connection, ids));
            insert.executeUpdate();
        }
        return ids;
    }

    private static void relaxed(Connection connection, boolean relaxed) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = " + (relaxed ? "off" : "on"));
        }
    }

    private static Array uuids(Connection connection, List<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    /** On an empty table, after a while that does not count. */
    private Line measured(String measure, int connections, Duration time, Step step) {
        new Store(database).execute(TABLE);
        run(connections, time.dividedBy(3), step);
        new Store(database).execute("truncate bare");
        long began = System.nanoTime();
        long rows = run(connections, time, step);
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Line(measure).with("n", rows).with("perSecond", rows / seconds);
    }

    private long run(int connections, Duration time, Step step) {
        AtomicLong count = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(CompletableFuture.runAsync(() -> repeat(step, count, end), threads));
            }
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        return count.get();
    }

    private void repeat(Step step, AtomicLong count, long end) {
        try (Connection connection = database.dataSource().getConnection()) {
            while (System.nanoTime() < end) {
                step.on(connection, count);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Bare SQL failed", e);
        }
    }

    /** One batch. */
    @FunctionalInterface
    private interface Step {
        void on(Connection connection, AtomicLong count) throws SQLException;
    }
}
