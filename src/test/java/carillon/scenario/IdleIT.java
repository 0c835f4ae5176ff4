package carillon.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.Database;
import carillon.test.LocalCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a member costs that has nothing to do. */
class IdleIT {

    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final int MOST_PER_SECOND = 2;

    @Test
    void a_member_that_has_nothing_to_do_asks_the_database_twice_a_second_at_most() throws SQLException {
        try (LocalCluster cluster =
                LocalCluster.builder().members(1).quickStart().start()) {
            // given
            Database asSuperuser = new Database(cluster.database().url(), "postgres", "postgres");
            execute(asSuperuser, "alter system set shared_preload_libraries = 'pg_stat_statements'");
            cluster.postgres().stop();
            cluster.postgres().start();
            execute(asSuperuser, "create extension pg_stat_statements");
            // A pulse that took long, as after a restart, is followed by ten seconds in which the loops look by
            // themselves.
            Fault.lasting(Duration.ofSeconds(15));
            // when
            execute(asSuperuser, "select pg_stat_statements_reset()");
            Fault.lasting(LENGTH);
            // then
            long asked = statements(asSuperuser);
            Measure.print("Statements of an idle member in " + LENGTH, asked);
            assertThat(asked)
                    .isGreaterThan(LENGTH.toSeconds())
                    .isLessThanOrEqualTo(MOST_PER_SECOND * LENGTH.toSeconds());
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Those of members: they come as another user. */
    private static long statements(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        """
                        select sum(s.calls) from pg_stat_statements s join pg_roles r on r.oid = s.userid
                         where r.rolname <> current_user""")) {
            row.next();
            return row.getLong(1);
        }
    }
}
