package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.LogLines;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final Outage outage = new Outage("redis://localhost:6379/0");

    @Test
    void one_line_tells_that_redis_is_lost_and_one_that_it_is_back() {
        try (LogLines log = LogLines.of(Outage.class)) {
            outage.lost("one", new ConnectException("refused"));
            outage.lost("other", new ConnectException("refused"));
            outage.lost("one", new ConnectException("refused"));
            outage.back("one");
            outage.back("one");
            outage.back("other");

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("redis-lost address=redis://localhost:6379/0")
                    .contains("ConnectException: refused");
            assertThat(log.lines().get(1)).startsWith("redis-back address=redis://localhost:6379/0 away=PT");
        }
    }

    @Test
    void who_was_not_lost_comes_back_in_silence() {
        try (LogLines log = LogLines.of(Outage.class)) {
            outage.back("one");

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void one_that_leaves_amid_the_outage_is_not_waited_for() {
        try (LogLines log = LogLines.of(Outage.class)) {
            outage.lost("one", new ConnectException("refused"));
            outage.lost("other", new ConnectException("refused"));
            outage.leave("other");
            outage.back("one");

            assertThat(log.lines()).hasSize(2);
        }
    }
}
