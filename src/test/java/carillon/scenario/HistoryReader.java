package carillon.scenario;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads every job and every run there is, as of one moment; but not those of jobs that run on all members, whose instants
 * have more rows than one: the ledger judges them.
 */
final class HistoryReader {

    private static final String JOBS =
            """
            select id, name, spec::text as spec, created_at, one_shot, fired
              from job
             where deleted_at is null and spec->'target'->>'members' is distinct from 'all'""";

    private static final String RUNS =
            """
            select *, attempts::text as earlier, state::text as state_name
              from run
             where job_id not in (select id from job where spec->'target'->>'members' = 'all')""";

    private static final String MOMENT = "select epoch, clock_timestamp() as now from timer_lease";

    private final DataSource database;

    HistoryReader(DataSource database) {
        this.database = database;
    }

    History read() {
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                List<HistoryJob> jobs = jobs(statement);
                List<HistoryRun> runs = runs(statement);
                try (ResultSet row = statement.executeQuery(MOMENT)) {
                    row.next();
                    return new History(jobs, runs, row.getLong("epoch"), instant(row, "now"));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The history could not be read", e);
        }
    }

    private static List<HistoryJob> jobs(Statement statement) throws SQLException {
        List<HistoryJob> jobs = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(JOBS)) {
            while (row.next()) {
                jobs.add(new HistoryJob(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        json(row.getString("spec")).asJsonObject(),
                        instant(row, "created_at"),
                        row.getBoolean("one_shot"),
                        row.getLong("fired")));
            }
        }
        return jobs;
    }

    private static List<HistoryRun> runs(Statement statement) throws SQLException {
        List<HistoryRun> runs = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(RUNS)) {
            while (row.next()) {
                runs.add(run(row));
            }
        }
        return runs;
    }

    private static HistoryRun run(ResultSet row) throws SQLException {
        return new HistoryRun(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                instant(row, "scheduled_at"),
                instant(row, "due_at"),
                instant(row, "fired_at"),
                instant(row, "claimed_at"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getLong("epoch"),
                row.getString("state_name"),
                row.getInt("attempt"),
                row.getInt("forgiven"),
                row.getInt("crashes"),
                row.getBoolean("dead"),
                row.getObject("member", UUID.class),
                row.getString("reason"),
                row.getString("error"),
                row.getObject("batch", UUID.class),
                earlier(row.getString("earlier")));
    }

    private static List<HistoryAttempt> earlier(String text) {
        if (text == null) {
            return List.of();
        }
        List<HistoryAttempt> attempts = new ArrayList<>();
        for (JsonObject one : json(text).asJsonArray().getValuesAs(JsonObject.class)) {
            attempts.add(new HistoryAttempt(
                    one.getInt("number"),
                    UUID.fromString(one.getString("member")),
                    one.getString("outcome"),
                    time(one.getString("startedAt")),
                    time(one.getString("finishedAt"))));
        }
        return attempts;
    }

    private static JsonValue json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
