package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.Database;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class CountingWiresTest {

    private final CountingWires wires = new CountingWires();

    @AfterEach
    void close() {
        wires.close();
    }

    @Test
    void statements_one_by_one_are_a_round_trip_each() throws SQLException {
        try (Connection connection = connected();
                Statement statement = connection.createStatement()) {
            long before = wires.roundTrips();

            statement.execute("select 1");
            statement.execute("select repeat('Z', 200000)");
            statement.execute("select 3");

            assertThat(wires.roundTrips() - before).isEqualTo(3);
        }
    }

    @Test
    void statements_sent_together_share_one() throws SQLException {
        try (Connection connection = connected();
                Statement statement = connection.createStatement()) {
            long before = wires.roundTrips();

            statement.execute("select 1; select 2; select 3");

            assertThat(wires.roundTrips() - before).isEqualTo(1);
        }
    }

    @Test
    void what_goes_past_the_proxy_is_not_counted() throws SQLException {
        try (Connection connection = database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");

            assertThat(wires.roundTrips()).isZero();
        }
    }

    private Connection connected() throws SQLException {
        return wires.through(database()).dataSource().getConnection();
    }

    private static Database database() {
        return new Database(
                ((PGSimpleDataSource) TestStore.empty().source()).getUrl().replaceFirst("\\?.*", ""),
                "postgres",
                "postgres");
    }
}
