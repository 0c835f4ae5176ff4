package carillon.run;

import carillon.platform.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Reads what claims return. */
final class ClaimRows {

    private static final String OVERLAP = "overlap";

    private ClaimRows() {}

    static Decided decided(ResultSet row) throws SQLException {
        Decided decided = Decided.nothing();
        while (row.next()) {
            add(row, decided);
        }
        return decided;
    }

    /** Adds what the row at which the result stands was decided to be. */
    static void add(ResultSet row, Decided decided) throws SQLException {
        UUID id = Sql.uuid(row, "id");
        UUID job = Sql.uuid(row, "job_id");
        String queue = row.getString("queue");
        switch (row.getString("verdict")) {
            case "active" -> decided.runs().add(claimed(row, id, job));
            case "skipped" -> decided.skipped().add(new RunEvent.Skipped(id, job, queue, OVERLAP));
            case "cancelled" -> decided.cancelled().add(new RunEvent.Cancelled(id, job, queue, OVERLAP));
            case "blocked" -> decided.blocked().add(row.getString("concurrency_key"));
            default -> {} // A retry that looks again later.
        }
        decided.ids().add(id);
        if (row.getBoolean("contended")) {
            decided.contended().add(id);
        }
    }

    private static ClaimedRun claimed(ResultSet row, UUID id, UUID job) throws SQLException {
        return new ClaimedRun(
                id,
                job,
                row.getString("name"),
                row.getString("tenant"),
                row.getString("queue"),
                row.getInt("attempt"),
                row.getInt("forgiven"),
                Sql.instant(row, "scheduled_at"),
                Sql.instant(row, "due_at"),
                Sql.instant(row, "claimed_at"),
                row.getString("handler"),
                row.getString("retry"),
                row.getString("limits"),
                row.getString("payload"),
                row.getString("follow_up"),
                row.getBoolean("awaited") ? row.getString("concurrency_key") : null,
                row.getBoolean("batched"),
                row.getString("traceparent"));
    }
}
