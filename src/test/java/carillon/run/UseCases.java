package carillon.run;

import carillon.handler.HandlerSpec;
import carillon.handler.Handlers;
import carillon.job.BlackoutRepository;
import carillon.job.CalendarRepository;
import carillon.job.Calendars;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.test.Told;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** What people do with jobs, calendars and blackouts, each call one transaction on a real database, without a container. */
final class UseCases {

    private final DataSource source;
    private final DatabaseClock clock;
    private final Told<RunEvent> told = new Told<>();

    UseCases(DataSource source, DatabaseClock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** What the calls told of runs. */
    List<RunEvent> told() {
        return told.all();
    }

    <T> T jobs(Function<JobControl, T> call) {
        return jobs(call, () -> {});
    }

    /**
     * @param inside runs before the commit
     */
    <T> T jobs(Function<JobControl, T> call, Runnable inside) {
        return in(parts -> parts.jobs(), call, inside);
    }

    <T> T calendars(Function<CalendarControl, T> call) {
        return in(parts -> parts.calendars(), call, () -> {});
    }

    <T> T blackouts(Function<BlackoutControl, T> call) {
        return in(parts -> parts.blackouts(), call, () -> {});
    }

    <T> T backfill(Function<Backfill, T> call) {
        return in(parts -> parts.backfill(), call, () -> {});
    }

    <T> T batches(Function<Batches, T> call) {
        return in(parts -> parts.batches(), call, () -> {});
    }

    private <C, T> T in(Function<Parts, C> which, Function<C, T> call, Runnable inside) {
        try (OneTransaction transaction = new OneTransaction(source)) {
            Parts parts = new Parts(transaction.database());
            T result = call.apply(which.apply(parts));
            parts.rows.write();
            inside.run();
            transaction.commit();
            return result;
        }
    }

    /** The beans, on the connection of one transaction. */
    private final class Parts {

        private final Database database;
        private final JobRows rows;
        private final FireRepository firing;
        private final RunPartitions partitions =
                new RunPartitions(new RunPartitionRepository(new Database(source, source)), clock);
        private final RunEvents events = new RunEvents(told);
        private final Calendars calendars;

        Parts(Database database) {
            this.database = database;
            rows = new JobRows(database);
            firing = new FireRepository(database);
            calendars = new Calendars(new CalendarRepository(database));
        }

        JobControl jobs() {
            TurnRepository turning = new TurnRepository(database);
            QueueNames queues = new QueueNames(new QueueNameRepository(new Database(source, source)));
            ArrivalRepository arriving = new ArrivalRepository(new Database(database.durable(), database.durable()));
            Preparation preparation = new Preparation(calendars, new Present(), clock);
            Submission submission = new Submission(preparation, rows, arriving, firing, queues, events, new Told<>());
            return new JobControl(
                    rows,
                    preparation,
                    submission,
                    new Arrivals(preparation, submission, arriving),
                    turns(),
                    new Plans(turning, calendars),
                    new RunRepository(database),
                    events,
                    new Told<>(),
                    clock);
        }

        private Turns turns() {
            return new Turns(
                    new TurnRepository(database),
                    new LateInstants(
                            new LateInstantRepository(database),
                            new DefinitionRepository(database),
                            partitions,
                            events));
        }

        CalendarControl calendars() {
            return new CalendarControl(
                    new CalendarRepository(database), calendars, new PlanRepository(database), turns(), new Told<>());
        }

        BlackoutControl blackouts() {
            return new BlackoutControl(
                    new BlackoutRepository(database), new BlackoutRunRepository(database), events, clock);
        }

        Backfill backfill() {
            return new Backfill(
                    rows, new BackfillRepository(database), partitions, calendars, events, new Told<>(), clock);
        }

        Batches batches() {
            return new Batches(new BatchRepository(database), events, new Told<>());
        }
    }

    /** Every handler is there. */
    private static final class Present extends Handlers {

        @Override
        public List<FieldError> check(HandlerSpec spec) {
            return List.of();
        }
    }
}
