package carillon.worker;

import static carillon.worker.Claimed.aRun;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Line line = new Line(1, nanos::get);

    @Test
    void who_finds_no_slot_waits_and_gets_the_next_in_the_order_of_coming() {
        enterAndBegin();
        ClaimedRun first = waiting();
        ClaimedRun second = waiting();
        assertThat(line.size()).isEqualTo(2);

        assertThat(line.next().run()).isEqualTo(first);
        assertThat(line.next().run()).isEqualTo(second);
        assertThat(line.next()).isNull();
        assertThat(enter(aRun().build())).as("the slot is free").isTrue();
    }

    @Test
    void who_has_waited_too_long_gets_no_slot_and_is_told_of_once() {
        enterAndBegin();
        ClaimedRun late = waiting();
        nanos.addAndGet(Duration.ofMillis(501).toNanos());
        ClaimedRun early = waiting();

        assertThat(line.next().run()).isEqualTo(early);
        line.begun(early);
        assertThat(line.next()).isNull();
        assertThat(line.ids()).containsExactly(late.id());
        assertThat(line.takeOverdue()).extracting(Line.Waiting::run).containsExactly(late);
        assertThat(line.takeOverdue()).isEmpty();
        assertThat(line.ids()).isEmpty();
    }

    @Test
    void who_is_taken_out_waits_no_more() {
        enter(aRun().build());
        ClaimedRun one = waiting();
        ClaimedRun other = waiting();

        assertThat(line.take(List.of(one.id(), UUID.randomUUID())))
                .extracting(Line.Waiting::run)
                .containsExactly(one);
        assertThat(line.takeAll()).extracting(Line.Waiting::run).containsExactly(other);
        assertThat(line.next()).isNull();
    }

    @Test
    void who_is_taken_out_at_the_moment_of_beginning_is_to_be_stopped() {
        ClaimedRun first = aRun().build();
        enter(first);
        ClaimedRun second = waiting();
        assertThat(line.ids()).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(line.begun(first)).isFalse();
        assertThat(line.ids()).containsExactly(second.id());

        line.next();
        assertThat(line.size()).isEqualTo(1);
        assertThat(line.take(List.of(second.id()))).isEmpty();
        assertThat(line.begun(second)).isTrue();

        ClaimedRun third = waiting();
        line.next();
        assertThat(line.takeAll()).isEmpty();
        assertThat(line.stopBeginning()).containsExactly(third);
        assertThat(line.begun(third)).isTrue();
        assertThat(line.size()).isZero();
    }

    @Test
    void a_later_claim_of_the_same_run_takes_the_place_of_the_earlier_one() {
        enter(aRun().build());
        Claimed claimed = aRun();
        AtomicInteger left = new AtomicInteger();
        line.enter(claimed.build(), any -> left.incrementAndGet());

        ClaimedRun second = claimed.attempt(2).build();
        assertThat(enter(second)).isFalse();

        assertThat(left).hasValue(1);
        assertThat(line.next().run()).isEqualTo(second);
        assertThat(line.next()).isNull();
    }

    private void enterAndBegin() {
        ClaimedRun run = aRun().build();
        assertThat(enter(run)).isTrue();
        assertThat(line.begun(run)).isFalse();
    }

    private ClaimedRun waiting() {
        ClaimedRun run = aRun().build();
        assertThat(enter(run)).isFalse();
        return run;
    }

    private boolean enter(ClaimedRun run) {
        return line.enter(run, any -> {});
    }
}
