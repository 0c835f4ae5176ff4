package carillon.run;

import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.Turn;
import carillon.platform.DatabaseClock;
import carillon.test.TestStore;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A job that is changed by its use cases, each change one transaction. */
final class StoredJob {

    private static final String AUTHOR = "tester";

    private final UUID id;
    private final UseCases cases;

    StoredJob(TestStore store, UUID id) {
        this.id = id;
        this.cases = new UseCases(store.pool(), new DatabaseClock(null));
    }

    /** What the changes told. */
    List<RunEvent> told() {
        return cases.told();
    }

    Turn edit(UnaryOperator<JobSpec> change) {
        return edit(change, () -> {});
    }

    /**
     * @param inside runs before the commit
     */
    Turn edit(UnaryOperator<JobSpec> change, Runnable inside) {
        return turn(cases.jobs(jobs -> jobs.edit("default", id, OptionalLong.empty(), change, AUTHOR), inside));
    }

    Turn pause() {
        return turn(cases.jobs(jobs -> jobs.pause("default", id, null, AUTHOR, null)));
    }

    Turn resume() {
        return turn(cases.jobs(jobs -> jobs.resume("default", id, AUTHOR)));
    }

    private static Turn turn(Job changed) {
        return new Turn(changed.updatedAt(), changed.countsAfter(), changed.countsFired(), changed.spent());
    }
}
