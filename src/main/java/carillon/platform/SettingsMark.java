package carillon.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * A mark that the database changes with the settings of queues and tenants, told with every heartbeat: as long as it stays the
 * same, what was read of them holds. While no heartbeat comes, what was read holds for a second.
 */
@ApplicationScoped
public class SettingsMark {

    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    /** What was read since the newest heartbeat knows of more than that. */
    private static final long RECENT_NANOS = Duration.ofMillis(100).toNanos();

    private volatile Told told = new Told("", System.nanoTime() - FRESH_NANOS);

    /**
     * @param asked when the database was asked for the mark, by the JVM's monotonic clock
     */
    public void told(String mark, long asked) {
        told = new Told(mark, asked);
    }

    /**
     * To be taken before something is read that never is again as it was once: whoever reads in between what is changed and
     * changed back would take it to be what the mark, which is the old one then, stands for. All else is read together with
     * its mark.
     */
    public Reading reading() {
        return new Reading(told.mark(), System.nanoTime());
    }

    /** Whether what was read then is still so, as far as is known. */
    public boolean holds(Reading reading) {
        long now = System.nanoTime();
        Told newest = told;
        return now - newest.asked() < FRESH_NANOS
                ? newest.mark().equals(reading.mark()) || now - reading.at() < RECENT_NANOS
                : now - reading.at() < KEPT_NANOS;
    }

    /**
     * When something was read, and what was marked then.
     *
     * @param mark null for none
     * @param at before it was asked for, by the JVM's monotonic clock
     */
    public record Reading(String mark, long at) {

        /** Of what was never read. */
        public static Reading never() {
            return new Reading(null, System.nanoTime() - KEPT_NANOS);
        }
    }

    private record Told(String mark, long asked) {}
}
