package carillon.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Slots slots = new Slots(4, nanos::get);

    @Test
    void every_free_place_is_taken_up_to_the_number_asked() throws InterruptedException {
        assertThat(slots.reserve(3, Duration.ZERO)).isEqualTo(3);
        assertThat(slots.reserve(3, Duration.ZERO)).isEqualTo(1);
        assertThat(slots.free()).isZero();
    }

    @Test
    void promised_places_are_unwanted_once_ids_that_were_there_would_have_come() throws InterruptedException {
        assertThat(slots.unwanted()).as("nobody has looked").isZero();
        slots.promise(slots.reserve(4, Duration.ZERO));
        assertThat(slots.unwanted()).as("ids may be on their way").isZero();

        nanos.addAndGet(Duration.ofMillis(5).toNanos());
        assertThat(slots.unwanted()).isEqualTo(4);
        slots.borrow(3, Duration.ZERO);
        assertThat(slots.unwanted()).isEqualTo(1);

        slots.redeem(4);
        assertThat(slots.unwanted()).isZero();
    }

    @Test
    void nothing_is_taken_when_nothing_is_asked() throws InterruptedException {
        assertThat(slots.reserve(0, Duration.ofDays(1))).isZero();
        assertThat(slots.free()).isEqualTo(4);
    }

    @Test
    void without_a_free_place_none_is_taken_when_the_wait_is_over() throws InterruptedException {
        slots.reserve(4, Duration.ZERO);

        assertThat(slots.reserve(1, Duration.ofMillis(1))).isZero();
    }

    @Test
    void a_wait_ends_as_soon_as_a_place_becomes_free() throws InterruptedException, ExecutionException {
        slots.reserve(4, Duration.ZERO);
        CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(this::waitLong);

        slots.release(1);

        assertThat(taken.get()).isEqualTo(1);
    }

    @Test
    void releasing_nothing_changes_nothing() {
        slots.release(0);

        assertThat(slots.free()).isEqualTo(slots.size());
    }

    @Test
    void when_all_attempts_end_before_the_next_claim_answers_more_are_claimed_than_there_are_places()
            throws InterruptedException {
        assertThat(shortAttempts()).isEqualTo(4);
        assertThat(shortAttempts()).as("one claim tells nothing").isEqualTo(4);
        assertThat(shortAttempts()).as("and as many as ended").isEqualTo(8);
        assertThat(shortAttempts()).as("and twice as many as last time").isEqualTo(12);
        assertThat(shortAttempts()).as("the most").isEqualTo(12);
    }

    @Test
    void once_attempts_last_no_more_are_claimed_than_places_are_free() throws InterruptedException {
        shortAttempts();
        shortAttempts();
        shortAttempts();
        int places = slots.reserve(slots.most(), Duration.ZERO);
        assertThat(places).isEqualTo(12);
        slots.claimTook(1, places, true);
        assertThat(slots.reserve(slots.most(), Duration.ZERO)).isZero();

        slots.over(true);
        int one = slots.reserve(slots.most(), Duration.ZERO);
        slots.claimTook(1, one, true);

        assertThat(slots.most()).isEqualTo(4);
        assertThat(slots.reserve(1, Duration.ZERO)).isZero();
        assertThat(slots.free()).isZero();
    }

    @Test
    void a_claim_that_gets_less_than_it_has_places_for_takes_none_ahead() throws InterruptedException {
        int places = slots.reserve(4, Duration.ZERO);
        slots.claimTook(1, places, false);
        slots.release(places);

        assertThat(slots.most()).isEqualTo(4);
    }

    @Test
    void attempts_that_ended_in_the_course_of_time_are_no_reason_to_claim_ahead() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(shortAttempts()).isEqualTo(4);
        }
    }

    @Test
    void runs_that_leave_their_place_to_wait_for_an_answer_are_no_reason_to_claim_ahead() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            int places = slots.reserve(slots.most(), Duration.ZERO);
            slots.claimTook(1, places, true);
            assertThat(places).isEqualTo(4);
            for (int left = 0; left < places; left++) {
                slots.over(false);
            }
        }
    }

    @Test
    void what_a_claim_told_is_forgotten_a_moment_later() throws InterruptedException {
        shortAttempts();
        shortAttempts();
        assertThat(slots.most()).isEqualTo(8);

        nanos.addAndGet(Duration.ofMillis(21).toNanos());

        assertThat(slots.most()).isEqualTo(4);
        assertThat(slots.reserve(100, Duration.ZERO)).isEqualTo(4);
    }

    @Test
    void claims_that_leave_places_free_are_no_reason_to_claim_ahead() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            slots.reserve(1, Duration.ZERO);
            slots.claimTook(1, 1, true);
            slots.over(true);
        }

        assertThat(slots.most()).isEqualTo(4);
    }

    @Test
    void places_ahead_are_given_back_when_ids_did_not_come_at_once() throws InterruptedException {
        shortAttempts();
        shortAttempts();
        int places = slots.reserve(slots.most(), Duration.ZERO);
        assertThat(places).isEqualTo(8);
        slots.promise(places);
        nanos.addAndGet(Duration.ofMillis(5).toNanos());

        assertThat(slots.unwanted()).isEqualTo(4);
        assertThat(slots.redeem(places)).isEqualTo(4);
        slots.release(4);
        assertThat(slots.free()).isEqualTo(4);
    }

    @Test
    void a_place_that_waits_for_ids_is_lent_at_once_though_places_were_taken_ahead_with_it()
            throws InterruptedException {
        shortAttempts();
        shortAttempts();
        int places = slots.reserve(slots.most(), Duration.ZERO);
        slots.promise(places);
        nanos.addAndGet(Duration.ofMillis(30).toNanos());

        assertThat(slots.borrow(1, Duration.ofDays(1))).isEqualTo(1);
        assertThat(slots.unwanted()).isEqualTo(3);
        assertThat(slots.redeem(places)).isEqualTo(3);
        assertThat(slots.free()).isZero();
        slots.release(4);
        assertThat(slots.free()).isEqualTo(4);
    }

    @Test
    void while_few_are_free_a_moment_is_waited_for_half_of_them() throws Exception {
        slots.reserve(4, Duration.ZERO);
        slots.claimTook(Duration.ofSeconds(1).toNanos(), 0, false);
        CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(this::waitLong);

        slots.over(true);
        slots.over(true);

        assertThat(taken.get()).isBetween(1, 2);
        assertThat(slots.free()).isEqualTo(2 - taken.get());
    }

    /** Claims what it may; all of it ends before the next claim. */
    private int shortAttempts() throws InterruptedException {
        int places = slots.reserve(slots.most(), Duration.ZERO);
        slots.claimTook(1, places, true);
        for (int i = 0; i < places; i++) {
            slots.over(true);
        }
        return places;
    }

    private int waitLong() {
        try {
            return slots.reserve(2, Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
