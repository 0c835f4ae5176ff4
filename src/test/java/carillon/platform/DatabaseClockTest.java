package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

    /** Nowhere near this machine's own time. */
    private static final Instant FAR = Instant.parse("2031-05-06T07:08:09.123456Z");

    private final DatabaseClock clock = new DatabaseClock(null);

    @Test
    void it_shows_the_databases_time_whatever_the_wall_clock_says() {
        long now = System.nanoTime();

        clock.observe(FAR, now, now);

        assertThat(clock.instant()).isBetween(FAR, FAR.plusSeconds(60));
        assertThat(clock.now().getOffset()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void it_goes_on_with_the_monotonic_clock() {
        long anHourAgo = System.nanoTime() - Duration.ofHours(1).toNanos();

        clock.observe(FAR, anHourAgo, anHourAgo);

        assertThat(clock.instant()).isBetween(FAR.plusSeconds(3_600), FAR.plusSeconds(3_660));
    }

    @Test
    void an_answer_is_of_the_middle_of_its_trip_and_wrong_by_half_of_it_at_most() {
        long sent = System.nanoTime() - Duration.ofSeconds(10).toNanos();

        clock.observe(FAR, sent, sent + Duration.ofSeconds(4).toNanos());

        assertThat(clock.error()).isEqualTo(Duration.ofSeconds(2));
        assertThat(clock.instant()).isBetween(FAR.plusSeconds(8), FAR.plusSeconds(68));
        assertThat(clock.surely()).isBetween(FAR.plusSeconds(6), FAR.plusSeconds(66));
    }

    @Test
    void of_the_last_readings_the_shortest_trip_counts() {
        long sent = System.nanoTime();
        clock.observe(FAR.plusMillis(30), sent, sent + millis(100));
        clock.observe(FAR.plusMillis(5), sent, sent + millis(10));
        clock.observe(FAR.plusMillis(70), sent, sent + millis(150));

        assertThat(clock.error()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void a_reading_is_forgotten_after_eight_others() {
        long sent = System.nanoTime();
        clock.observe(FAR.plusMillis(1), sent, sent + millis(2));
        for (int i = 0; i < 7; i++) {
            clock.observe(FAR.plusMillis(50), sent, sent + millis(100));
        }
        assertThat(clock.error()).isEqualTo(Duration.ofMillis(1));

        clock.observe(FAR.plusMillis(50), sent, sent + millis(100));

        assertThat(clock.error()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void after_the_databases_clock_was_set_only_the_new_time_counts() {
        long sent = System.nanoTime();
        clock.observe(FAR, sent, sent + millis(1));

        clock.observe(FAR.minusSeconds(3_600), sent, sent + millis(100));

        assertThat(clock.instant()).isBetween(FAR.minusSeconds(3_601), FAR.minusSeconds(3_540));
    }

    @Test
    void it_can_be_read_in_another_zone() {
        long now = System.nanoTime();
        clock.observe(FAR, now, now);

        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(clock.withZone(ZoneId.of("Asia/Kolkata")).getZone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
        assertThat(clock.withZone(ZoneId.of("Asia/Kolkata")).instant()).isBetween(FAR, FAR.plusSeconds(60));
    }

    @Test
    void the_first_use_asks_the_database() {
        TestStore store = TestStore.empty();
        DatabaseClock asking = new DatabaseClock(new ClockRepository(store.database()));
        Instant before = store.now();

        Instant read = asking.instant();

        assertThat(read.plus(asking.error())).isAfterOrEqualTo(before);
        assertThat(asking.surely()).isBeforeOrEqualTo(store.now());
        assertThat(read.getNano() % 1_000).isZero();
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
