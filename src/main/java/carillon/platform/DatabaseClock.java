package carillon.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/**
 * The database's clock as this member sees it: readings taken over the wire, carried on by the JVM's monotonic clock. The
 * member's own wall clock is never asked, so that setting it wrong changes nothing.
 *
 * <p>Of the last readings the one with the shortest round trip counts (Cristian, "Probabilistic clock synchronization",
 * 1989): its error is at most half of that trip.
 */
@ApplicationScoped
public class DatabaseClock extends Clock {

    private static final int READINGS = 8;

    private final ClockRepository repository;
    private final Deque<Reading> readings = new ArrayDeque<>();
    private volatile Reading best;

    /** For the container's proxy. */
    protected DatabaseClock() {
        this(null);
    }

    @Inject
    public DatabaseClock(ClockRepository repository) {
        this.repository = repository;
    }

    /** Takes a reading: one round trip. Called once a second by the heartbeat, and at the first use. */
    public void read() {
        long sent = System.nanoTime();
        Instant answer = repository.now();
        observe(answer, sent, System.nanoTime());
    }

    /** Takes a reading that another statement brought along with its own answer. */
    public synchronized void observe(Instant answer, long sentNanos, long receivedNanos) {
        long trip = receivedNanos - sentNanos;
        Reading newest = new Reading(answer, sentNanos + trip / 2, trip);
        if (best != null && !newest.agreesWith(best)) {
            // Its clock was set, or another server answers by now: what the old readings say is wrong.
            readings.clear();
        }
        readings.addLast(newest);
        if (readings.size() > READINGS) {
            readings.removeFirst();
        }
        best = readings.stream().min(Comparator.comparingLong(Reading::trip)).orElseThrow();
    }

    /** The database's time to the microsecond, within {@link #error()}. */
    @Override
    public Instant instant() {
        return known().at(System.nanoTime()).truncatedTo(ChronoUnit.MICROS);
    }

    /** A time that has surely come: earlier than {@link #instant()} by as much as that may be wrong. */
    public Instant surely() {
        Reading reading = known();
        return reading.at(System.nanoTime()).minusNanos(reading.trip() / 2).truncatedTo(ChronoUnit.MICROS);
    }

    /** {@link #instant()} in the form that native statements take. */
    public OffsetDateTime now() {
        return instant().atOffset(ZoneOffset.UTC);
    }

    /** How far off {@link #instant()} may be, either way. */
    public Duration error() {
        return best == null ? Duration.ZERO : Duration.ofNanos(best.trip() / 2);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new Zoned(this, zone);
    }

    private Reading known() {
        if (best == null) {
            read();
        }
        return best;
    }

    private record Reading(Instant answer, long nanos, long trip) {

        /** What two clocks may drift apart while readings are kept. */
        private static final long DRIFT = 1_000_000;

        boolean agreesWith(Reading other) {
            long apart = Math.abs(Duration.between(other.at(nanos), answer).toNanos());
            return apart <= (trip + other.trip) / 2 + DRIFT;
        }

        Instant at(long now) {
            return answer.plusNanos(now - nanos);
        }
    }

    private static final class Zoned extends Clock {

        private final DatabaseClock clock;
        private final ZoneId zone;

        Zoned(DatabaseClock clock, ZoneId zone) {
            this.clock = clock;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new Zoned(clock, other);
        }
    }
}
