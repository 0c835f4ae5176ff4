package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void fields_keep_the_order_in_which_they_came() {
        Line line = new Line("drain").with("kind", "wide").with("n", 7).with("perSecond", 2.5);

        assertThat(line.fields()).hasToString("{\"kind\":\"wide\",\"n\":7,\"perSecond\":2.500}");
    }

    @Test
    void a_number_is_printed_with_three_digits_and_kept_with_all() {
        Line line = new Line("recurring").with("rowShare", 0.99997);

        assertThat(line.fields()).hasToString("{\"rowShare\":1.000}");
        assertThat(line.number("rowShare")).hasValue(0.99997);
    }

    @Test
    void what_is_no_number_has_none() {
        assertThat(new Line("limits").with("kind", "wide").number("kind")).isEmpty();
    }

    @Test
    void times_are_told_by_their_percentiles() {
        Times times = new Times();
        for (int millis = 1; millis <= 100; millis++) {
            times.addMicros(millis * 1_000);
        }

        Line line = new Line("latency").with(times);

        assertThat(line.number("p50Ms").orElseThrow()).isBetween(50.0, 50.1);
        assertThat(line.number("p99Ms").orElseThrow()).isBetween(99.0, 99.1);
        assertThat(line.number("maxMs").orElseThrow()).isBetween(100.0, 100.1);
    }
}
