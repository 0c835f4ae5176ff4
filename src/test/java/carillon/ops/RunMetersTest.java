package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.run.RunState;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunMetersTest {

    /** Keeps the figures where a test can read them, instead of in the container's registry. */
    private static final class ReadableMeters extends Meters {

        private final Map<String, DoubleSupplier> figures = new TreeMap<>();

        @Override
        Runnable counter(String name, String help, String... labels) {
            LongAdder count = new LongAdder();
            assertThat(figures.put(key(name, labels), count::sum)).isNull();
            return count::increment;
        }

        @Override
        void gauge(String name, String help, DoubleSupplier value, String... labels) {
            assertThat(figures.put(key(name, labels), value)).isNull();
        }

        double read(String name, String... labels) {
            return figures.get(key(name, labels)).getAsDouble();
        }

        private static String key(String name, String... labels) {
            return name + String.join(",", labels);
        }
    }

    private final ReadableMeters meters = new ReadableMeters();
    private final RunMeters runs = new RunMeters(meters, 3);

    @Test
    void each_event_counts_once() {
        // when
        Events.ofEachKind("q").forEach(runs::happened);

        // then
        for (String what : new String[] {
            "fired", "succeeded", "failed", "retried", "postponed", "rescued", "handed_back", "cancelled"
        }) {
            assertThat(meters.read("carillon_runs_" + what + "_total", "queue", "q"))
                    .as(what)
                    .isEqualTo(1);
        }
        assertThat(meters.read("carillon_runs_skipped_total", "queue", "q", "reason", "misfire"))
                .isEqualTo(1);
    }

    @Test
    void lateness_is_that_of_the_first_attempt_and_wait_that_of_all() {
        // when
        runs.happened(Events.claimed("q", 1));
        runs.happened(Events.claimed("q", 2));

        // then
        assertThat(meters.read("carillon_run_lateness_seconds_count", "queue", "q"))
                .isEqualTo(1);
        assertThat(meters.read("carillon_run_lateness_seconds_sum", "queue", "q"))
                .isEqualTo(0.03);
        assertThat(meters.read("carillon_run_wait_seconds_count", "queue", "q")).isEqualTo(2);
    }

    @Test
    void buckets_add_up_to_the_count() {
        // when
        runs.happened(Events.claimed("q", 1));

        // then
        assertThat(meters.read("carillon_run_wait_seconds_bucket", "queue", "q", "le", "0.01"))
                .isZero();
        assertThat(meters.read("carillon_run_wait_seconds_bucket", "queue", "q", "le", "0.02"))
                .isEqualTo(1);
        assertThat(meters.read("carillon_run_wait_seconds_bucket", "queue", "q", "le", "+Inf"))
                .isEqualTo(1);
    }

    @Test
    void a_run_that_a_rescue_finds_crashed_too_often_counts_as_failed() {
        // when
        runs.happened(Events.rescued("q", RunState.failed));

        // then
        assertThat(meters.read("carillon_runs_rescued_total", "queue", "q")).isEqualTo(1);
        assertThat(meters.read("carillon_runs_failed_total", "queue", "q")).isEqualTo(1);
    }

    @Test
    void queues_beyond_the_bound_share_their_figures() {
        // when
        IntStream.range(0, 10).forEach(i -> runs.happened(Events.failed("q" + i)));

        // then
        assertThat(meters.read("carillon_runs_failed_total", "queue", "q0")).isEqualTo(1);
        assertThat(meters.read("carillon_runs_failed_total", "queue", "(other)"))
                .isEqualTo(7);
        assertThat(meters.figures.keySet().stream().filter(key -> key.startsWith("carillon_runs_failed_total")))
                .hasSize(4);
    }

    @Test
    void reasons_that_nobody_knows_share_a_label() {
        // when
        runs.happened(Events.skipped("q", "whim"));
        runs.happened(Events.skipped("q", null));

        // then
        assertThat(meters.read("carillon_runs_skipped_total", "queue", "q", "reason", "other"))
                .isEqualTo(2);
    }

    @Test
    void a_queue_that_was_named_is_counted_from_zero() {
        assertThat(runs.label("q")).isEqualTo("q");
        assertThat(meters.read("carillon_runs_fired_total", "queue", "q")).isZero();
    }
}
