package carillon.bench.peer;

import carillon.test.Database;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.PlainScheduleAndData;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTaskWithPersistentSchedule;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * db-scheduler with its strategy lock-and-fetch and the fractions 1.0 and 4.0 that its README gives for many executions a
 * second, immediate execution on, and a polling interval of 100 ms in place of 10 s, which its precision depends on.
 */
final class DbSchedulerPeer implements Peer {

    /** The table of its documentation, without the index for priorities, which are not used. */
    private static final String TABLE =
            """
            create table scheduled_tasks (
              task_name text not null, task_instance text not null, task_data bytea,
              execution_time timestamp with time zone not null, picked boolean not null, picked_by text,
              last_success timestamp with time zone, last_failure timestamp with time zone, consecutive_failures int,
              last_heartbeat timestamp with time zone, version bigint not null, priority smallint,
              primary key (task_name, task_instance));
            create index execution_time_idx on scheduled_tasks (execution_time);
            create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)""";

    private static final double LOWER = 1.0;
    private static final double UPPER = 4.0;
    private static final Duration POLLING = Duration.ofMillis(100);
    private static final int CLIENT_CONNECTIONS = 20;

    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<Scheduler> schedulers = new ArrayList<>();
    private final OneTimeTask<Void> task =
            Tasks.oneTime("no-op").execute((instance, context) -> Witness.started(Integer.parseInt(instance.getId())));

    private final RecurringTaskWithPersistentSchedule<PlainScheduleAndData> recurring =
            Tasks.recurringWithPersistentSchedule("each-second", PlainScheduleAndData.class)
                    .execute((instance, context) ->
                            Witness.started(context.getExecution().getExecutionTime()));

    DbSchedulerPeer(Database database, int instances, int slots) {
        Peers.execute(database, TABLE);
        for (int i = 1; i <= instances; i++) {
            HikariDataSource pool = Peers.pool(database, slots + CLIENT_CONNECTIONS);
            pools.add(pool);
            schedulers.add(Scheduler.create(pool, task, recurring)
                    .schedulerName(new SchedulerName.Fixed("bench-" + i))
                    .threads(slots)
                    .pollUsingLockAndFetch(LOWER, UPPER)
                    .pollingInterval(POLLING)
                    .enableImmediateExecution()
                    .shutdownMaxWait(Duration.ofSeconds(10))
                    .build());
        }
    }

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public void schedule(Due due) {
        schedulers.get(0).scheduleIfNotExists(instance(due));
    }

    @Override
    public void scheduleAll(List<Due> dues) {
        Stream<SchedulableInstance<?>> all = dues.stream().map(this::instance);
        schedulers.get(0).scheduleBatch(all);
    }

    private SchedulableInstance<?> instance(Due due) {
        return task.instanceBuilder(Integer.toString(due.number())).scheduledTo(due.at());
    }

    @Override
    public void scheduleEachSecond(int jobs) {
        PlainScheduleAndData everySecond = new PlainScheduleAndData(Schedules.cron("* * * * * *"));
        Stream<SchedulableInstance<?>> all = IntStream.range(0, jobs)
                .mapToObj(number -> recurring.schedulableInstance(Integer.toString(number), everySecond));
        schedulers.get(0).scheduleBatch(all);
    }

    @Override
    public void start() {
        schedulers.forEach(Scheduler::start);
    }

    @Override
    public String openRows() {
        return "scheduled_tasks";
    }

    @Override
    public void close() {
        schedulers.forEach(Scheduler::stop);
        pools.forEach(HikariDataSource::close);
    }
}
