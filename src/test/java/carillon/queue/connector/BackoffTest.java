package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;

class BackoffTest {

    @RepeatedTest(20)
    void it_doubles_from_100_ms_to_2_s_with_up_to_a_half_off_and_begins_anew() {
        Backoff backoff = new Backoff();

        for (long most : new long[] {100, 200, 400, 800, 1600, 2000, 2000, 2000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
        }
        backoff.reset();

        assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }
}
