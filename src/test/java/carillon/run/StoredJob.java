package carillon.run;

import carillon.job.CalendarRepository;
import carillon.job.Calendars;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.JobState;
import carillon.job.Turn;
import carillon.platform.Json;
import carillon.platform.Sql;
import carillon.test.TestStore;
import carillon.test.Told;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Changes a job as the use cases do, each change one transaction: lock, end the version, write the next one. */
final class StoredJob {

    private final TestStore store;
    private final UUID id;
    private final Told<RunEvent> told = new Told<>();

    StoredJob(TestStore store, UUID id) {
        this.store = store;
        this.id = id;
    }

    /** What the changes told. */
    List<RunEvent> told() {
        return told.all();
    }

    Turn edit(UnaryOperator<JobSpec> change) {
        return change(Ending.edited, change, null, () -> {});
    }

    /**
     * @param inside runs before the commit
     */
    Turn edit(UnaryOperator<JobSpec> change, Runnable inside) {
        return change(Ending.edited, change, null, inside);
    }

    Turn pause() {
        return change(Ending.paused, spec -> spec, JobState.paused, () -> {});
    }

    Turn resume() {
        return change(Ending.resumed, spec -> spec, JobState.active, () -> {});
    }

    private Turn change(Ending as, UnaryOperator<JobSpec> change, JobState state, Runnable inside) {
        try (OneTransaction transaction = new OneTransaction(store)) {
            Locked locked = lock(transaction);
            TurnRepository repository = new TurnRepository(transaction.database());
            Calendars calendars = new Calendars(new CalendarRepository(transaction.database()));
            Turns turns = new Turns(
                    repository,
                    new FireRepository(transaction.database()),
                    new RunPartitions(new RunPartitionRepository(store.database()), null),
                    calendars,
                    new RunEvents(told));
            Turn turn = turns.end(locked.job(), as, "tester");
            JobSpec spec = change.apply(locked.job().spec());
            JobState next = state == null ? locked.state() : state;
            Instant cursor =
                    next == JobState.paused ? null : new Plans(repository, calendars).next(locked.job(), spec, turn);
            transaction.execute(
                    """
                    update job set spec = ?::jsonb, queue = ?, priority = ?, one_shot = ?, state = ?, next_fire_at = ?,
                                   counts_after = ?, counts_fired = ?, version = version + 1, updated_at = ?
                     where id = ?""",
                    Json.write(spec),
                    spec.queue(),
                    spec.priority(),
                    spec.schedule().oneShot(),
                    next.name(),
                    TestStore.time(cursor),
                    TestStore.time(turn.after()),
                    turn.fired(),
                    TestStore.time(turn.at()),
                    id);
            inside.run();
            transaction.commit();
            return turn;
        }
    }

    private Locked lock(OneTransaction transaction) {
        return transaction.database().durable(connection -> {
            try (var statement = connection.prepareStatement(
                    "select *, spec::text as definition from job where id = ? for update")) {
                statement.setObject(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    Job job = new Job(
                            id,
                            row.getString("tenant"),
                            Json.read(row.getString("definition"), JobSpec.class),
                            Sql.instant(row, "created_at"),
                            Sql.instant(row, "counts_after"),
                            Sql.instant(row, "next_fire_at"),
                            row.getLong("fired"));
                    return new Locked(job, JobState.valueOf(row.getString("state")));
                }
            }
        });
    }

    private record Locked(Job job, JobState state) {}
}
