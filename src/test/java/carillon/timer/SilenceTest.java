package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Heartbeat;
import carillon.run.Callbacks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private long now;
    private Duration sinceHeartbeat = Duration.ZERO;
    private final List<Duration> contacts = new ArrayList<>();

    private final Heartbeat heartbeat = new Heartbeat() {
        @Override
        public Duration sinceSuccess() {
            return sinceHeartbeat;
        }
    };

    private final Callbacks callbacks = new Callbacks(null, null, null) {
        @Override
        public int endOverdue(Duration contact) {
            contacts.add(contact);
            return 0;
        }
    };

    private final Silence silence = new Silence(heartbeat, callbacks, () -> now);

    @Test
    void contact_counts_from_the_start_of_the_timer() {
        turnAfter(1);
        turnAfter(1);

        assertThat(contacts).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void while_the_database_is_out_of_reach_nobody_is_silent_and_afterwards_contact_counts_anew() {
        turnAfter(5);
        sinceHeartbeat = Duration.ofSeconds(3);
        turnAfter(1);
        sinceHeartbeat = Duration.ZERO;
        turnAfter(1);

        assertThat(contacts).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    @Test
    void a_member_that_was_not_the_timer_meanwhile_counts_anew() {
        turnAfter(5);
        turnAfter(60);

        assertThat(contacts).containsExactly(Duration.ofSeconds(5), Duration.ZERO);
    }

    private void turnAfter(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
        silence.end();
    }
}
