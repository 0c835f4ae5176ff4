package carillon.run;

import carillon.platform.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads what a statement that writes rows of runs returns of each. */
final class WrittenRuns {

    private WrittenRuns() {}

    /** @param epoch under which the rows were written; 0 when no lease was needed */
    static List<RunEvent> of(ResultSet rows, long epoch) throws SQLException {
        List<RunEvent> events = new ArrayList<>();
        while (rows.next()) {
            events.add(event(rows, epoch));
        }
        return events;
    }

    private static RunEvent event(ResultSet row, long epoch) throws SQLException {
        UUID run = Sql.uuid(row, "id");
        UUID job = Sql.uuid(row, "job_id");
        String queue = row.getString("queue");
        if (row.getString("state").equals(RunState.skipped.name())) {
            return new RunEvent.Skipped(run, job, queue, row.getString("reason"));
        }
        return new RunEvent.Fired(
                run,
                job,
                queue,
                row.getString("tenant"),
                row.getInt("priority"),
                Sql.instant(row, "due_at"),
                epoch,
                row.getBoolean("blocked"),
                row.getString("target"));
    }
}
