package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.test.TestStore;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseTest {

    private final TestStore store = TestStore.empty();
    private final Database database = store.database();

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"08001", "08006", "53300", "53100", "57P01", "57P03", "25006"})
    void what_passes_by_itself_is_called_away(String state) {
        assertThat(Database.isAway(new SQLException("gone", state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22P05", "42601", "40P01", "57014", "25P02"})
    void what_is_wrong_with_the_statement_is_a_refusal(String state) {
        assertThat(Database.isAway(new SQLException("no", state))).isFalse();
    }

    @Test
    void a_refused_statement_tells_its_code() {
        assertThatThrownBy(() -> database.durable(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute("select 1 / 0");
                    }
                }))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("22012"));
    }

    @Test
    void a_database_that_does_not_answer_is_away() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/none");

        assertThatThrownBy(() -> new Database(nowhere, nowhere).relaxed(connection -> 1))
                .isInstanceOf(DatabaseUnavailableException.class);
    }

    @Test
    void a_transaction_that_fails_leaves_nothing_behind() {
        assertThatThrownBy(() -> database.relaxedTransaction(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("insert into queue (name) values ('half-done')");
                    }
                    throw new IllegalStateException("on the way");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(store.value("select count(*) from queue where name = 'half-done'"))
                .isEqualTo(0L);
    }

    @Test
    void a_transaction_that_succeeds_is_committed() {
        database.relaxedTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("insert into queue (name) values ('done')");
            }
        });

        assertThat(store.value("select count(*) from queue where name = 'done'"))
                .isEqualTo(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void a_message_that_was_undone_is_sent_again(String state) {
        int[] sent = {0};

        String done = database.durableMessage(connection -> {
            if (++sent[0] < Database.MOST_SENT) {
                throw new SQLException("undone", state);
            }
            return "done";
        });

        assertThat(done).isEqualTo("done");
    }

    @Test
    void a_message_is_not_sent_for_ever() {
        int[] sent = {0};

        assertThatThrownBy(() -> database.relaxedMessage(connection -> {
                    sent[0]++;
                    throw new SQLException("undone", "40P01");
                }))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.passes()).isTrue());
        assertThat(sent[0]).isEqualTo(Database.MOST_SENT);
    }

    @Test
    void a_message_that_is_part_of_a_transaction_is_sent_once() {
        int[] sent = {0};

        assertThatThrownBy(() -> database.durableMessage(connection -> {
                    connection.setAutoCommit(false);
                    sent[0]++;
                    throw new SQLException("undone", "40P01");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(sent[0]).isEqualTo(1);
    }

    @Test
    void a_refused_message_is_sent_once() {
        int[] sent = {0};

        assertThatThrownBy(() -> database.durableMessage(connection -> {
                    sent[0]++;
                    throw new SQLException("cancelled", "57014");
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(sent[0]).isEqualTo(1);
    }
}
