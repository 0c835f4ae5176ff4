package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.cluster.Heartbeat;
import carillon.cluster.Members;
import carillon.platform.DatabaseClock;
import carillon.run.RescueRepository;
import carillon.run.RunEvent;
import carillon.run.RunEvents;
import carillon.run.RunState;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RescueTest {

    private static final UUID GONE = UUID.randomUUID();

    private final FakeMembers members = new FakeMembers();
    private final FakeHeartbeat heartbeat = new FakeHeartbeat();
    private final FakeRescues rescues = new FakeRescues();
    private final FakeHandOff redis = new FakeHandOff();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final Dispatcher dispatcher =
            new Dispatcher(redis, new Refill(redis, null, null, null, new Agenda()), null, clock);
    private final Told<RunEvent> told = new Told<>();
    private final Rescue rescue = new Rescue(members, heartbeat, rescues, dispatcher, new RunEvents(told));

    @Test
    void the_first_turn_looks_for_what_nobody_holds() {
        rescue.turn();
        rescue.turn();

        assertThat(rescues.asked).as("then once a minute").hasSize(1);
    }

    @Test
    void a_member_that_is_given_up_is_looked_at_again_for_a_while() {
        rescue.turn();
        members.silent = List.of(GONE);
        members.gone = List.of(GONE);

        rescue.turn();
        members.silent = List.of();
        rescue.turn();

        assertThat(rescues.asked).hasSize(3).endsWith(List.of(GONE), List.of(GONE));
    }

    @Test
    void what_is_taken_back_is_dispatched_at_once_and_told() {
        long now = System.nanoTime();
        clock.observe(Instant.parse("2031-05-06T07:08:09Z"), now, now);
        RunEvent.Rescued again = rescued(RunState.retrying);
        RunEvent.Rescued dead = rescued(RunState.failed);
        rescues.answer = List.of(again, dead);

        rescue.turn();
        dispatcher.turn();

        assertThat(redis.offered()).extracting(entry -> entry.run()).containsExactly(again.run());
        assertThat(told.all()).containsExactly(again, dead);
    }

    @Test
    void while_the_database_is_out_of_reach_nobody_is_judged() {
        heartbeat.since = Duration.ofSeconds(5);

        rescue.turn();

        assertThat(members.contacts).isEmpty();
        assertThat(rescues.asked).isEmpty();
    }

    @Test
    void after_an_outage_only_the_silence_since_then_counts() {
        heartbeat.since = Duration.ofSeconds(60);
        rescue.turn();
        long outage = System.nanoTime();
        heartbeat.since = Duration.ZERO;

        rescue.turn();
        rescue.turn();

        assertThat(members.contacts).hasSize(2).isSorted();
        assertThat(members.contacts.get(1))
                .isLessThanOrEqualTo(
                        Duration.ofNanos(System.nanoTime() - outage).plusSeconds(1));
    }

    private static RunEvent.Rescued rescued(RunState now) {
        return new RunEvent.Rescued(UUID.randomUUID(), UUID.randomUUID(), "default", "default", 5, GONE, now);
    }

    private static final class FakeMembers extends Members {

        private final List<Duration> contacts = new ArrayList<>();
        private List<UUID> silent = List.of();
        private List<UUID> gone = List.of();

        FakeMembers() {
            super(null, null, null);
        }

        @Override
        public List<UUID> giveUpSilent(Duration contact) {
            contacts.add(contact);
            return silent;
        }

        @Override
        public List<UUID> gone() {
            return gone;
        }
    }

    private static final class FakeHeartbeat extends Heartbeat {

        private Duration since = Duration.ZERO;

        FakeHeartbeat() {
            super(null, null, null, null, null);
        }

        @Override
        public Duration sinceSuccess() {
            return since;
        }
    }

    private static final class FakeRescues extends RescueRepository {

        private final List<List<UUID>> asked = new ArrayList<>();
        private List<RunEvent.Rescued> answer = List.of();

        FakeRescues() {
            super(null);
        }

        @Override
        public List<RunEvent.Rescued> rescue(List<UUID> gone) {
            asked.add(gone);
            return answer;
        }
    }
}
