package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import carillon.test.Database;
import carillon.test.TestStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class StoreTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration EVERY = Duration.ofMillis(10);

    private final Store store =
            new Store(new Database(((PGSimpleDataSource) TestStore.empty().source()).getUrl(), "postgres", "postgres"));

    @Test
    void what_has_no_row_is_not_waited_for() {
        assertThat(store.noneWithin(SHORT, EVERY, "select 1 where false")).isTrue();
    }

    @Test
    void a_row_that_stays_is_waited_for_no_longer_than_told() {
        assertThat(store.noneWithin(SHORT, EVERY, "select 1")).isFalse();
    }

    @Test
    void a_row_that_must_not_stay_ends_the_measure_with_what_was_waited_for() {
        assertThatIllegalStateException()
                .isThrownBy(() -> store.awaitNone("the end of every run", SHORT, "select 1"))
                .withMessageContaining("the end of every run");
    }

    @Test
    void a_number_that_is_not_there_is_zero() {
        assertThat(store.number("select null::bigint")).isZero();
        assertThat(store.number("select 1 where false")).isZero();
    }
}
