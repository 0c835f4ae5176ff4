package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.handler.HandlerSpec;
import carillon.handler.Handlers;
import carillon.job.CalendarRepository;
import carillon.job.Calendars;
import carillon.job.DuplicateJobException;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.ClockRepository;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.Traceparent;
import carillon.test.KeptPlans;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final String TENANT = "default";

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(new ClockRepository(store.database()));
    private final Told<RunEvent> told = new Told<>();
    private final Arrivals arrivals = arrivals(store.database(), told);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void partitions() {
        RunDays.around(store);
    }

    @AfterEach
    void end() {
        store.execute("drop trigger if exists slow on job");
        store.execute("drop function if exists take_long");
        store.execute("drop table if exists hold");
        store.execute("drop trigger if exists told on job");
        store.execute("drop trigger if exists told on run");
        store.execute("drop function if exists tell_commit");
        store.execute("drop table if exists commit_of");
        threads.shutdownNow();
    }

    @Test
    void a_job_is_there_with_its_run_when_it_is_submitted() {
        Job job = arrivals.submit(TENANT, aJob().named("a").build());

        assertThat(store.column("select job_id from run")).containsExactly(job.id());
        assertThat(told.all()).hasOnlyElementsOfType(RunEvent.Fired.class).hasSize(1);
    }

    @Test
    void what_arrives_while_others_are_committed_is_committed_together() throws Exception {
        List<Future<?>> submitted = new ArrayList<>();
        try (Slow slow = new Slow()) {
            submitted.add(submit("slow-1"));
            submitted.add(submit("slow-2"));
            slow.await(2);
            for (int i = 0; i < 8; i++) {
                submitted.add(submit("other-" + i));
            }
            await().until(() -> arrivals.waiting() == 8);
        }

        for (Future<?> one : submitted) {
            one.get();
        }
        assertThat(store.value("select count(distinct xmin::text) from job where name like 'other-%'"))
                .isEqualTo(1L);
        assertThat(store.value("select count(*) from run")).isEqualTo(10L);
        assertThat(told.all()).hasSize(10);
    }

    @Test
    void a_name_that_is_taken_refuses_its_own_request_only() throws Exception {
        arrivals.submit(TENANT, aJob().named("taken").build());
        List<Future<?>> good = new ArrayList<>();
        Future<?> bad;
        try (Slow slow = new Slow()) {
            good.add(submit("slow-1"));
            good.add(submit("slow-2"));
            slow.await(2);
            good.add(submit("b"));
            bad = submit("taken");
            good.add(submit("c"));
            await().until(() -> arrivals.waiting() == 3);
        }

        for (Future<?> one : good) {
            one.get();
        }
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(DuplicateJobException.class)
                .hasMessageContaining("'taken'");
        assertThat(store.column("select name from job order by name"))
                .containsExactly("b", "c", "slow-1", "slow-2", "taken");
        assertThat(store.value("select count(*) from run")).isEqualTo(5L);
    }

    @Test
    void each_run_of_a_group_has_the_trace_and_the_tenant_of_its_own_request() throws Exception {
        List<Future<?>> submitted = new ArrayList<>();
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        try (Slow slow = new Slow()) {
            submitted.add(submit("slow-1"));
            submitted.add(submit("slow-2"));
            slow.await(2);
            submitted.add(threads.submit(() -> {
                Traceparent.enter(trace);
                try {
                    arrivals.submit("another", aJob().named("traced").build());
                } finally {
                    Traceparent.enter(null);
                }
            }));
            submitted.add(submit("plain"));
            await().until(() -> arrivals.waiting() == 2);
        }

        for (Future<?> one : submitted) {
            one.get();
        }
        String select =
                "select concat_ws(' ', r.tenant, j.tenant, r.traceparent) from run r join job j on j.id = r.job_id"
                        + " where j.name = ?";
        assertThat(store.value(select, "traced")).isEqualTo("another another " + trace);
        assertThat(store.value(select, "plain")).isEqualTo("default default");
    }

    @Test
    void who_waits_for_its_name_holds_up_nobody() throws Exception {
        List<Future<?>> blocked = new ArrayList<>();
        try (Connection other = holding("first-1", "first-2")) {
            blocked.add(submit("first-1"));
            blocked.add(submit("first-2"));
            awaitBlocked(2);

            for (int i = 0; i < 5; i++) {
                arrivals.submit(TENANT, aJob().named("other-" + i).build());
            }

            assertThat(blocked).noneMatch(Future::isDone);
            other.rollback();
        }
        for (Future<?> one : blocked) {
            one.get();
        }
        assertThat(store.value("select count(*) from run")).isEqualTo(7L);
    }

    @Test
    void a_listener_that_fails_takes_neither_the_job_nor_the_word_from_others() {
        List<RunEvent> heard = new ArrayList<>();
        Told<RunEvent> failing = new Told<>(event -> {
            heard.add(event);
            throw new IllegalStateException("listening");
        });
        List<Object> announced = new ArrayList<>();

        Job job = arrivals(store.database(), failing, new Told<>(announced::add))
                .submit(TENANT, aJob().named("a").build());

        assertThat(store.value("select count(*) from run where job_id = ?", job.id()))
                .isEqualTo(1L);
        assertThat(heard).hasSize(1);
        assertThat(announced).hasAtLeastOneElementOfType(JobsChanged.class);
    }

    /** By a trigger that looks at the setting at the last moment, on a connection that does not wait by itself. */
    @Test
    void what_is_submitted_waits_for_the_disk() throws SQLException {
        store.execute("create table commit_of (what text, waits text)");
        store.execute(
                """
                create function tell_commit() returns trigger language plpgsql as
                $$ begin
                     insert into commit_of values (tg_argv[0], current_setting('synchronous_commit'));
                     return null;
                   end $$""");
        String trigger = "create constraint trigger told after insert on %s deferrable initially deferred"
                + " for each row execute function tell_commit('%s')";
        store.execute(trigger.formatted("job", "job"));
        store.execute(trigger.formatted("run", "run"));
        try (KeptPlans relaxed = new KeptPlans(store.source(), DataSources.RELAXED_OPTIONS)) {
            Arrivals planned = arrivals(new Database(store.pool(), relaxed), new Told<>());
            for (int i = 0; i < 3; i++) {
                planned.submit(TENANT, aJob().named("job-" + i).build());
            }
            assertThat(setting(relaxed)).isEqualTo("off");
        }
        assertThat(store.column("select distinct what || ' ' || waits from commit_of order by 1"))
                .containsExactly("job on", "run on");
    }

    private static String setting(KeptPlans relaxed) throws SQLException {
        try (var row = relaxed.getConnection().createStatement().executeQuery("show synchronous_commit")) {
            row.next();
            return row.getString(1);
        }
    }

    private Future<?> submit(String name) {
        return threads.submit(() -> {
            arrivals.submit(TENANT, aJob().named(name).build());
        });
    }

    /** A transaction that has inserted jobs of these names: whoever inserts them too waits for its end. */
    private Connection holding(String... names) throws SQLException {
        Connection connection = store.source().getConnection();
        connection.setAutoCommit(false);
        for (String name : names) {
            try (var insert = connection.prepareStatement(
                    """
                    insert into job (id, tenant, name, queue, priority, state, spec, one_shot, created_at, updated_at,
                                     version, counts_after)
                    values (gen_random_uuid(), 'default', ?, 'default', 5, 'active', '{}', true, now(), now(), 1, now())""")) {
                insert.setString(1, name);
                insert.executeUpdate();
            }
        }
        return connection;
    }

    private void awaitBlocked(int statements) {
        await().until(() -> ((Number) store.value("select count(*) from pg_stat_activity"
                                + " where wait_event_type = 'Lock' and datname = current_database()"))
                        .intValue()
                == statements);
    }

    private Arrivals arrivals(Database database, Told<RunEvent> events) {
        return arrivals(database, events, new Told<>());
    }

    private Arrivals arrivals(Database database, Told<RunEvent> events, Told<Object> announcements) {
        ArrivalRepository rows = new ArrivalRepository(database);
        Preparation preparation =
                new Preparation(new Calendars(new CalendarRepository(database)), new AnyHandler(), clock);
        Submission submission = new Submission(
                preparation,
                new JobRepository(),
                rows,
                new FireRepository(database),
                new QueueNames(new QueueNameRepository(store.database())),
                new RunEvents(events),
                announcements);
        return new Arrivals(preparation, submission, rows);
    }

    /** Inserting a job whose name begins with "slow" takes until this is closed. */
    private final class Slow implements AutoCloseable {

        Slow() {
            store.execute("create table hold (on_hold boolean)");
            store.execute(
                    """
                    create function take_long() returns trigger language plpgsql as
                    $$ begin
                         while new.name like 'slow%' and exists (select 1 from hold) loop
                           perform pg_sleep(0.02);
                         end loop;
                         return new;
                       end $$""");
            store.execute("insert into hold values (true)");
            store.execute("create trigger slow before insert on job for each row execute function take_long()");
        }

        void await(int statements) {
            Awaitility.await()
                    .until(() -> ((Number) store.value("select count(*) from pg_stat_activity"
                                            + " where wait_event = 'PgSleep' and datname = current_database()"))
                                    .intValue()
                            == statements);
        }

        @Override
        public void close() {
            store.execute("delete from hold");
            Awaitility.await().until(() -> arrivals.waiting() == 0);
        }
    }

    /** Every handler is there. */
    private static final class AnyHandler extends Handlers {

        @Override
        public List<FieldError> check(HandlerSpec spec) {
            return List.of();
        }
    }
}
