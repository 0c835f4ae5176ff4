package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {

    private final Histogram histogram = new Histogram();

    @Test
    void a_duration_counts_in_every_bucket_from_its_length_on() {
        // when
        histogram.add(Duration.ofMillis(5));
        histogram.add(Duration.ofMillis(5).plusNanos(1));

        // then
        int bound = Histogram.BOUNDS.indexOf(Duration.ofMillis(5));
        assertThat(List.of(histogram.upTo(bound - 1), histogram.upTo(bound), histogram.upTo(bound + 1)))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void what_is_longer_than_every_bound_counts_in_the_whole() {
        // when
        histogram.add(Duration.ofHours(2));

        // then
        assertThat(histogram.upTo(Histogram.BOUNDS.size() - 1)).isZero();
        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.seconds()).isEqualTo(7_200);
    }

    @Test
    void less_than_nothing_counts_as_nothing() {
        // when
        histogram.add(Duration.ofMillis(-3));

        // then
        assertThat(histogram.upTo(0)).isEqualTo(1);
        assertThat(histogram.seconds()).isZero();
    }

    @Test
    void bounds_grow() {
        assertThat(Histogram.BOUNDS).isSorted().doesNotHaveDuplicates();
    }
}
