package carillon.run;

import carillon.platform.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads cursors from the rows of jobs. */
final class CursorRow {

    /** Without its condition. */
    static final String SELECT =
            """
            select id, version, next_fire_at, fired, created_at, caught_up,
                   case when caught_until = next_fire_at then catch_up end as catch_up
              from job
             where\s""";

    private CursorRow() {}

    static List<Cursor> all(ResultSet rows) throws SQLException {
        List<Cursor> cursors = new ArrayList<>();
        while (rows.next()) {
            cursors.add(new Cursor(
                    Sql.uuid(rows, "id"),
                    rows.getLong("version"),
                    Sql.instant(rows, "next_fire_at"),
                    rows.getLong("fired"),
                    Sql.instant(rows, "created_at"),
                    Sql.uuid(rows, "catch_up"),
                    rows.getInt("caught_up")));
        }
        return cursors;
    }
}
