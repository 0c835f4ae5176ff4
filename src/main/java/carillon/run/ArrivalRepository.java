package carillon.run;

import carillon.job.DuplicateJobException;
import carillon.job.Job;
import carillon.job.StoredDefinition;
import carillon.platform.Database;
import carillon.platform.DatabaseException;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/** Writes new jobs, each with the run that is due within moments. */
@ApplicationScoped
public class ArrivalRepository {

    /**
     * In the order of their names: of two requests with the same names one waits for the other, and not each for both. What the
     * condition sets holds until the commit.
     */
    private static final String ADD_WHERE =
            """
            insert into job (id, tenant, name, queue, priority, state, spec, payload, next_fire_at, fired, counts_after,
                             counts_fired, one_shot, created_at, updated_at, version)
            select j.id, j.tenant, j.name, j.queue, j.priority, 'active', j.spec::jsonb, j.payload::jsonb, j.next_fire_at,
                   j.fired, j.counts_after, 0, j.one_shot, j.created_at, j.created_at, 1
              from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[],
                          ?::bigint[], ?::timestamptz[], ?::boolean[], ?::timestamptz[])
                     as j(id, tenant, name, queue, priority, spec, payload, next_fire_at, fired, counts_after, one_shot,
                          created_at)
             where %s
             order by j.name, j.tenant""";

    private static final String ADD = ADD_WHERE.formatted("true");

    /** Waits for the disk, but not for long for another's end that has inserted the same name. */
    private static final String ADD_TOGETHER = ADD_WHERE.formatted(
            "(select set_config('synchronous_commit', 'on', true) || set_config('lock_timeout', '500ms', true)) is not null");

    private static final int PARAMETERS_OF_JOBS = 12;

    /**
     * With the runs in the same message. All parameters are arrays of a type that they name: for others the driver would ask
     * for the type first, in the middle of the message, which would make two transactions of it.
     */
    private static final String AND_RUNS = ";\n" + FireRepository.INSERT;

    private static final String UNIQUE = "23505";

    private final Database database;

    /** For the container's proxy. */
    protected ArrivalRepository() {
        this(null);
    }

    @Inject
    public ArrivalRepository(Database database) {
        this.database = database;
    }

    /** Whether the caller is in a transaction. */
    boolean inTransaction() {
        return database.inTransaction();
    }

    /**
     * In the caller's transaction, or as one of its own, which is durable when this returns.
     *
     * @return what was written of runs
     * @throws DuplicateJobException when a name is taken; the transaction is lost then
     */
    List<RunEvent> add(List<Arrival> arrivals) {
        return added(arrivals, () -> database.durableMessage(connection -> add(connection, ADD, arrivals)));
    }

    /**
     * As one transaction, which is durable when this returns, on a connection whose statements are planned once, and of which
     * there are few: it fails rather than wait for more than half a second for each that has inserted one of the names.
     *
     * @return what was written of runs
     * @throws DuplicateJobException when a name is taken
     */
    List<RunEvent> addTogether(List<Arrival> arrivals) {
        return added(arrivals, () -> database.relaxedMessage(connection -> add(connection, ADD_TOGETHER, arrivals)));
    }

    private static List<RunEvent> added(List<Arrival> arrivals, Supplier<List<RunEvent>> adding) {
        try {
            return adding.get();
        } catch (DatabaseException e) {
            if (UNIQUE.equals(e.sqlState())) {
                throw new DuplicateJobException(
                        arrivals.size() == 1 ? arrivals.get(0).job().name() : "one of the given");
            }
            throw e;
        }
    }

    private static List<RunEvent> add(Connection connection, String add, List<Arrival> arrivals) throws SQLException {
        List<Arrival> due =
                arrivals.stream().filter(arrival -> arrival.run() != null).toList();
        try (PreparedStatement statement = connection.prepareStatement(due.isEmpty() ? add : add + AND_RUNS)) {
            bind(connection, statement, arrivals);
            if (due.isEmpty()) {
                statement.executeUpdate();
                return List.of();
            }
            FireRepository.bindAsked(
                    connection,
                    statement,
                    PARAMETERS_OF_JOBS + 1,
                    due.stream().map(arrival -> arrival.job().tenant()).toList(),
                    due.stream().map(Arrival::run).toList());
            statement.execute();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return WrittenRuns.of(rows, 0);
            }
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Arrival> arrivals)
            throws SQLException {
        List<Job> jobs = arrivals.stream().map(Arrival::job).toList();
        statement.setArray(1, Sql.array(connection, "uuid", jobs, Job::id));
        statement.setArray(2, Sql.array(connection, "text", jobs, Job::tenant));
        statement.setArray(3, Sql.array(connection, "text", jobs, Job::name));
        statement.setArray(4, Sql.array(connection, "text", jobs, Job::queue));
        statement.setArray(5, Sql.array(connection, "int4", jobs, Job::priority));
        statement.setArray(6, Sql.array(connection, "text", arrivals, Arrival::definition));
        statement.setArray(7, Sql.array(connection, "text", jobs, Job::payload));
        statement.setArray(8, Sql.array(connection, "timestamptz", jobs, job -> Sql.time(job.nextFireAt())));
        statement.setArray(9, Sql.array(connection, "int8", jobs, Job::fired));
        statement.setArray(10, Sql.array(connection, "timestamptz", jobs, job -> Sql.time(job.countsAfter())));
        statement.setArray(
                11,
                Sql.array(connection, "bool", jobs, job -> job.spec().schedule().oneShot()));
        statement.setArray(12, Sql.array(connection, "timestamptz", jobs, job -> Sql.time(job.createdAt())));
    }

    /**
     * A job ready to be stored.
     *
     * @param definition its definition, as JSON
     * @param run null when the timer fires the job's first instant
     */
    record Arrival(Job job, String definition, FireRepository.Queued run) {

        static Arrival of(Job job, NewRun run) {
            return new Arrival(
                    job,
                    StoredDefinition.text(job.spec()),
                    run == null ? null : new FireRepository.Queued(run, job.queue()));
        }

        /** In characters, of what is long. */
        int length() {
            return definition.length()
                    + (job.payload() == null ? 0 : job.payload().length());
        }
    }
}
