package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
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

    private static JobContext context(String payload) {
        return new AttemptContext(attempt().payload(payload).build(), AttemptReport.NONE, () -> false);
    }
}
