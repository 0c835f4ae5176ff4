package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromisesTest {

    @Test
    void a_line_of_what_was_kept_says_nothing() {
        Line line = new Line("drain").with("early", 0).with("notDoneOnce", 0).with("rowShare", 1.0);

        assertThat(Promises.broken(line, 1)).isEmpty();
    }

    @Test
    void an_early_run_is_told_with_its_measure() {
        assertThat(Promises.broken(new Line("lateness").with("early", 2), 3))
                .containsExactly("lateness, round 3: 2 runs started before their time.");
    }

    @Test
    void a_run_that_was_not_performed_exactly_once_is_told() {
        assertThat(Promises.broken(new Line("drain").with("notDoneOnce", 5), 1))
                .containsExactly("drain, round 1: 5 runs were not performed exactly once.");
    }

    @Test
    void one_missing_row_among_thirty_thousand_is_told() {
        assertThat(Promises.broken(new Line("recurring").with("rowShare", 29_999 / 30_000.0), 1))
                .hasSize(1);
    }
}
