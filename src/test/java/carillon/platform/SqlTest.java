package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.TestStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What goes to PostgreSQL as an array comes back as it was. */
class SqlTest {

    private final TestStore store = TestStore.empty();

    @Test
    void texts_with_marks_of_arrays_and_json_are_kept() {
        kept(
                "text",
                Arrays.asList("", "null", "NULL", "{}", "a,b", "\"", "\\", "{\"k\": \"\\\"\"}", "ä€😀", "\n\t ", null));
    }

    @Test
    void numbers_are_kept() {
        kept("int4", Arrays.asList(0, -1, Integer.MIN_VALUE, null, Integer.MAX_VALUE));
        kept("int8", Arrays.asList(0L, -1L, Long.MIN_VALUE, null, Long.MAX_VALUE));
        kept("float8", Arrays.asList(0.0, -0.1, Double.MIN_VALUE, null, Double.MAX_VALUE, 1.0 / 3));
        kept("bool", Arrays.asList(true, null, false));
    }

    @Test
    void ids_are_kept() {
        kept("uuid", Arrays.asList(new UUID(0, 0), null, new UUID(-1, -1), UUID.randomUUID()));
    }

    @Test
    void instants_are_kept_to_the_microsecond() {
        List<Instant> instants = Arrays.asList(
                Instant.EPOCH,
                null,
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("2000-01-01T00:00:00.000001Z"),
                Instant.parse("1999-12-31T23:59:59.5Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                Instant.parse("1600-01-01T00:00:00Z"));

        assertThat(sent("timestamptz", instants, Sql::time, row -> Sql.instant(row, "x")))
                .isEqualTo(instants);
    }

    @Test
    void instants_go_to_the_nearest_microsecond() {
        List<Instant> instants = List.of(
                Instant.parse("2026-11-28T00:00:00.000000499Z"),
                Instant.parse("2026-11-28T00:00:00.000000501Z"),
                Instant.parse("1969-12-31T23:59:59.999999501Z"));

        assertThat(sent("timestamptz", instants, Sql::time, row -> Sql.instant(row, "x")))
                .containsExactly(
                        Instant.parse("2026-11-28T00:00:00Z"),
                        Instant.parse("2026-11-28T00:00:00.000001Z"),
                        Instant.EPOCH);
    }

    @Test
    void an_array_may_be_empty() {
        List.of("text", "int4", "int8", "float8", "bool", "uuid", "timestamptz").forEach(type -> kept(type, List.of()));
    }

    private void kept(String type, List<?> elements) {
        assertThat(sent(type, elements, element -> element, row -> row.getObject("x")))
                .isEqualTo(elements);
    }

    private <T> List<Object> sent(String type, List<T> elements, Function<T, ?> element, Reading reading) {
        return store.database().durable(connection -> {
            List<Object> back = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select x from unnest(?::" + type + "[]) with ordinality u(x, n) order by n")) {
                statement.setArray(1, Sql.array(connection, type, elements, element));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        back.add(reading.of(row));
                    }
                }
            }
            return back;
        });
    }

    private interface Reading {

        Object of(ResultSet row) throws SQLException;
    }
}
