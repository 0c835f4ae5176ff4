package carillon.run;

import carillon.platform.Sql;
import carillon.platform.Traceparent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads a run for people from its row. */
final class RunRow {

    private static final MathContext DIGITS = new MathContext(6);

    private RunRow() {}

    static RunView view(ResultSet row) throws SQLException {
        RunState state = RunState.valueOf(row.getString("state_name"));
        boolean told = row.getInt("progress_attempt") == row.getInt("attempt");
        return new RunView(
                Sql.uuid(row, "id"),
                Sql.uuid(row, "job_id"),
                row.getString("job_name"),
                row.getString("tenant"),
                row.getString("queue"),
                row.getInt("priority"),
                state,
                row.getString("reason"),
                Sql.instant(row, "scheduled_at"),
                Sql.instant(row, "due_at"),
                Sql.instant(row, "fired_at"),
                row.getLong("epoch"),
                Sql.instant(row, "claimed_at"),
                Sql.instant(row, "started_at"),
                Sql.instant(row, "finished_at"),
                row.getInt("attempt"),
                row.getInt("max_attempts"),
                Sql.uuid(row, "member"),
                row.getString("result"),
                row.getString("error"),
                attempts(row, state),
                row.getString("cancelled_by"),
                Sql.uuid(row, "batch"),
                told ? progress(row) : null,
                told ? row.getString("progress_message") : null,
                row.getString("target").isEmpty() ? null : row.getString("target"),
                state == RunState.active ? Sql.instant(row, "callback_until") : null,
                traceparent(row),
                row.getString("fingerprint"),
                Sql.instant(row, "erased_at"));
    }

    private static String traceparent(ResultSet row) throws SQLException {
        String given = row.getString("traceparent");
        return given == null ? Traceparent.ofRun(Sql.uuid(row, "id")) : given;
    }

    /** Stored as a real, whose digits beyond the sixth are noise: a third is 0.333333, not 0.33333334. */
    private static Double progress(ResultSet row) throws SQLException {
        BigDecimal progress = row.getBigDecimal("progress");
        return progress == null ? null : progress.round(DIGITS).doubleValue();
    }

    /** The earlier attempts are kept as they ended; the newest is told by the row itself. */
    private static List<RunView.AttemptView> attempts(ResultSet row, RunState state) throws SQLException {
        List<RunView.AttemptView> attempts = earlier(row.getString("attempts"));
        int newest = row.getInt("attempt");
        boolean listed = attempts.stream().anyMatch(attempt -> attempt.number() == newest);
        if (newest > 0 && !listed) {
            Instant started = Sql.instant(row, "started_at");
            attempts.add(new RunView.AttemptView(
                    newest,
                    Sql.uuid(row, "member"),
                    started == null ? Sql.instant(row, "claimed_at") : started,
                    Sql.instant(row, "finished_at"),
                    "crashed".equals(row.getString("reason")) ? "crashed" : state.name(),
                    row.getString("error")));
        }
        return attempts;
    }

    private static List<RunView.AttemptView> earlier(String json) {
        List<RunView.AttemptView> attempts = new ArrayList<>();
        if (json != null) {
            try (JsonReader reader = Json.createReader(new StringReader(json))) {
                for (JsonValue value : reader.readArray()) {
                    attempts.add(attempt(value.asJsonObject()));
                }
            }
        }
        return attempts;
    }

    private static RunView.AttemptView attempt(JsonObject attempt) {
        return new RunView.AttemptView(
                attempt.getInt("number"),
                UUID.fromString(attempt.getString("member")),
                OffsetDateTime.parse(attempt.getString("startedAt")).toInstant(),
                OffsetDateTime.parse(attempt.getString("finishedAt")).toInstant(),
                attempt.getString("outcome"),
                attempt.getString("error", null),
                lost(attempt));
    }

    private static RunView.LostMember lost(JsonObject attempt) {
        String seen = attempt.getString("lastSeen", null);
        return seen == null
                ? null
                : new RunView.LostMember(
                        attempt.getString("memberName"),
                        attempt.getString("host"),
                        attempt.getInt("active"),
                        OffsetDateTime.parse(seen).toInstant());
    }
}
