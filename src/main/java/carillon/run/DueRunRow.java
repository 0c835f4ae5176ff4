package carillon.run;

import carillon.platform.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads what the timer needs to know of a run from its row. */
final class DueRunRow {

    private DueRunRow() {}

    static DueRun of(ResultSet row) throws SQLException {
        return new DueRun(
                Sql.uuid(row, "id"),
                row.getString("queue"),
                row.getString("tenant"),
                row.getInt("priority"),
                Sql.instant(row, "due_at"),
                row.getString("target"));
    }
}
