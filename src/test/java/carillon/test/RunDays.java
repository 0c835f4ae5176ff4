package carillon.test;

import carillon.platform.DatabaseClock;
import carillon.run.RunPartitionRepository;
import carillon.run.RunPartitions;
import java.time.Instant;

/** The days that runs of a test are stored in. */
public final class RunDays {

    private RunDays() {}

    /**
     * Makes those around the database's present, as a member does.
     *
     * @return a clock that shows the database's time
     */
    public static DatabaseClock around(TestStore store) {
        Instant now = store.now();
        DatabaseClock clock = new DatabaseClock(null);
        clock.observe(now, System.nanoTime(), System.nanoTime());
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensureComing();
        return clock;
    }
}
