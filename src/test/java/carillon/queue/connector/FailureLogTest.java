package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.LogLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    @Test
    void each_kind_of_failure_is_told_once() {
        FailureLog failures = new FailureLog();

        try (LogLines log = LogLines.of(FailureLog.class)) {
            failures.failed("endpoint-failed", new IllegalStateException("first"));
            failures.failed("endpoint-failed", new IllegalStateException("again"));
            failures.failed("endpoint-failed", new UncheckedIOException(new IOException("other kind")));
            failures.failed("redis-refused", new IllegalStateException("other event"));

            assertThat(log.lines()).hasSize(3);
            assertThat(log.lines().get(0))
                    .isEqualTo("endpoint-failed cause=\"IllegalStateException: first\" more=0 next=\"trying again\"");
            assertThat(log.lines().get(1)).contains("IOException: other kind");
            assertThat(log.lines().get(2)).startsWith("redis-refused");
        }
    }
}
