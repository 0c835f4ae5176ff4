package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The beans that come with Carillon. */
class TrialJobsTest {

    @Test
    void no_op_succeeds_at_once() {
        assertThat(new NoOpJob().handle(context(null))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.05S"})
    void sleep_takes_as_long_as_its_payload_says(Duration length) throws Exception {
        Instant before = Instant.now();

        assertThat(new SleepJob().handle(context("{\"for\":\"" + length + "\"}")))
                .isNull();

        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(length.minusMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"for\":\"-PT1S\"}", "{\"for\":\"PT24H1S\"}", "{\"for\":\"long\"}", "[1]"})
    void sleep_fails_for_good_when_told_nonsense(String payload) {
        assertThatThrownBy(() -> new SleepJob().handle(context(payload))).isInstanceOf(PermanentFailureException.class);
    }

    @Test
    void sleep_ends_when_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new SleepJob().handle(context("{}"))).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> {
                    Thread.currentThread().interrupt();
                    new SleepJob().handle(context(null));
                })
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void sleep_logs_and_tells_how_far_it_is_when_it_is_asked_to() throws Exception {
        List<String> told = new ArrayList<>();
        AttemptReport report = new AttemptReport() {
            @Override
            public void log(String text) {
                told.add(text);
            }

            @Override
            public void progress(double fraction, String message) {
                told.add(String.valueOf(fraction));
            }
        };

        new SleepJob()
                .handle(new AttemptContext(
                        attempt().payload("{\"for\":\"PT0.002S\",\"lines\":2}").build(), report, () -> false));

        assertThat(told).containsExactly("line 1 of 2", "0.5", "line 2 of 2", "1.0");
        assertThatThrownBy(() -> new SleepJob().handle(context("{\"lines\":-1}")))
                .isInstanceOf(PermanentFailureException.class);
    }

    private static JobContext context(String payload) {
        return new AttemptContext(attempt().payload(payload).build(), AttemptReport.NONE, () -> false);
    }
}
