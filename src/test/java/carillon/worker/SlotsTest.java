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

    private int waitLong() {
        try {
            return slots.reserve(2, Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
