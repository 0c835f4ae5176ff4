package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.Database;
import carillon.test.TestStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class LimitTest {

    private static final Duration TIME = Duration.ofMillis(1_500);

    private final TestStore store = TestStore.empty();
    private final Limit limit = new Limit(database());

    @AfterEach
    void leave_no_table() {
        store.execute("drop table if exists bare");
    }

    @Test
    void every_row_of_the_cycle_is_claimed_and_finished_once() {
        Line line = limit.cycle("drain", TIME);

        long finished = (long) store.value("select count(*) from bare where state = 2 and attempt = 1");
        assertThat(finished).isPositive().isEqualTo((long) line.number("n").orElseThrow());
        assertThat(store.value("select count(*) from bare where state <> 2")).isEqualTo(0L);
    }

    @Test
    void the_rate_is_of_rows_not_of_batches() {
        Line line = limit.bulk("enqueue", TIME);

        assertThat(line.number("n").orElseThrow()).isPositive().isEqualTo(rows());
        assertThat(line.number("perSecond").orElseThrow()).isLessThan(rows() / (TIME.toMillis() / 1_000.0));
    }

    @Test
    void single_rows_are_counted_one_by_one() {
        Line line = limit.single("enqueue", 2, TIME);

        assertThat(line.number("n").orElseThrow()).isPositive().isEqualTo(rows());
        assertThat(line.number("connections")).hasValue(2);
    }

    private double rows() {
        return ((Long) store.value("select count(*) from bare")).doubleValue();
    }

    private Database database() {
        return new Database(((PGSimpleDataSource) store.source()).getUrl(), "postgres", "postgres");
    }
}
