package carillon.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.BeanHandlerSpec;
import carillon.handler.HandlerSpec;
import carillon.job.CronSchedule;
import carillon.job.DuplicateJobException;
import carillon.job.IntervalSchedule;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.Jobs;
import carillon.job.ManualSchedule;
import carillon.job.Misfire;
import carillon.job.NowSchedule;
import carillon.job.OnceSchedule;
import carillon.job.Schedule;
import carillon.job.UnknownJobException;
import carillon.platform.DataSources;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.run.JobControl;
import carillon.run.RunControl;
import carillon.run.RunEvent;
import carillon.run.RunFilter;
import carillon.run.RunState;
import carillon.run.RunView;
import carillon.run.Runs;
import carillon.test.Deployments;
import carillon.worker.WorkerStatus;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people do with jobs, each as one transaction on the container's own data source. */
@ExtendWith(ArquillianExtension.class)
class JobControlIT {

    private static final String TENANT = "default";

    @Deployment
    static WebArchive carillon() {
        return Deployments.carillon();
    }

    @Inject
    private JobControl control;

    @Inject
    private RunControl runControl;

    @Inject
    private Jobs jobs;

    @Inject
    private Runs runs;

    @Inject
    private Refusing refusing;

    @Inject
    private Instance<WorkerStatus> worker;

    @Resource(lookup = DataSources.DURABLE)
    private DataSource database;

    private final String name = "job-" + UUID.randomUUID();

    @Test
    void a_job_that_is_due_now_is_committed_with_its_run() throws SQLException {
        Job job = control.submit(TENANT, job(new NowSchedule()).build());

        assertThat(count("select count(*) from job where id = ?", job.id())).isEqualTo(1);
        assertThat(count("select count(*) from run where job_id = ?", job.id())).isEqualTo(1);
        eventually(() -> only(job).state() == RunState.succeeded);
    }

    @Test
    void a_job_of_later_has_a_cursor_and_no_run() throws SQLException {
        Instant at = Instant.now().plusSeconds(3_600);

        Job job = control.submit(TENANT, job(new OnceSchedule(at)).build());

        assertThat(jobs.find(TENANT, job.id()).orElseThrow().nextFireAt()).isNotNull();
        assertThat(count("select count(*) from run where job_id = ?", job.id())).isZero();
    }

    @Test
    void an_instant_of_days_ago_within_its_grace_is_run() {
        JobSpec spec = job(new OnceSchedule(Instant.now().minus(Duration.ofDays(40))))
                .misfire(new Misfire(Duration.ofDays(60), null, null))
                .build();

        Job job = control.submit(TENANT, spec);

        eventually(() -> list(job).size() == 1 && only(job).state() == RunState.succeeded);
    }

    @Test
    void a_name_that_is_taken_is_refused_and_nothing_is_stored() throws SQLException {
        control.submit(TENANT, job(new ManualSchedule()).build());

        assertThatThrownBy(() -> control.submit(TENANT, job(new NowSchedule()).build()))
                .isInstanceOf(DuplicateJobException.class)
                .hasMessageContaining(name);
        assertThat(count("select count(*) from job where name = ?", name)).isEqualTo(1);
    }

    @Test
    void a_definition_that_does_not_hold_is_refused() {
        assertThatThrownBy(() -> control.submit(
                        TENANT,
                        job(new ManualSchedule())
                                .handler(new BeanHandlerSpec("nobody"))
                                .build()))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("handler.name"));
        assertThatThrownBy(() -> control.submit(
                        TENANT,
                        job(new OnceSchedule(Instant.now().minusSeconds(3_600))).build()))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining("schedule");
    }

    @Test
    void of_a_bulk_the_good_ones_are_stored_and_the_others_named() throws SQLException {
        control.submit(TENANT, job(new ManualSchedule()).build());

        List<JobControl.Submitted> results = control.submitAll(
                TENANT,
                List.of(
                        job(new ManualSchedule()).name(name + "-a").build(),
                        job(new ManualSchedule()).build(),
                        job(new ManualSchedule()).name(name + "-b").priority(10).build(),
                        job(new ManualSchedule()).name(name + "-a").build(),
                        job(new NowSchedule()).name(name + "-c").build()));

        assertThat(results).extracting(result -> result.job() != null).containsExactly(true, false, false, false, true);
        assertThat(results.get(1).errors()).extracting(FieldError::field).containsExactly("name");
        assertThat(results.get(2).errors()).extracting(FieldError::field).containsExactly("priority");
        assertThat(count("select count(*) from job where name like ?", name + "-%"))
                .isEqualTo(2);
    }

    @Test
    void pausing_takes_back_what_was_fired_ahead_and_resuming_fires_it_again() throws SQLException {
        Job job = control.submit(
                TENANT, job(new IntervalSchedule(Duration.ofSeconds(2), null)).build());
        eventually(() -> list(job).stream().anyMatch(run -> run.dueAt().isAfter(Instant.now())));

        Job paused = control.pause(TENANT, job.id(), "maintenance", "ann", null);

        assertThat(paused.isPaused()).isTrue();
        assertThat(paused.pausedReason()).isEqualTo("maintenance");
        assertThat(paused.nextFireAt()).isNull();
        assertThat(count("select count(*) from run where job_id = ? and due_at > clock_timestamp()", job.id()))
                .isZero();
        long kept = count("select count(*) from run where job_id = ?", job.id());
        assertThat(count("select fired from job where id = ?", job.id())).isEqualTo(kept);

        Job resumed = control.resume(TENANT, job.id(), "ann");

        assertThat(resumed.isPaused()).isFalse();
        assertThat(resumed.nextFireAt()).isNotNull();
        eventually(() -> list(job).size() > kept);
        control.delete(TENANT, job.id(), OptionalLong.empty(), "ann");
    }

    @Test
    void a_pause_ends_by_itself() {
        Job job = control.submit(
                TENANT, job(new IntervalSchedule(Duration.ofSeconds(1), null)).build());

        control.pause(TENANT, job.id(), null, "ann", Instant.now().plusSeconds(2));

        eventually(() -> !jobs.find(TENANT, job.id()).orElseThrow().isPaused());
        control.delete(TENANT, job.id(), OptionalLong.empty(), "ann");
    }

    @Test
    void a_pause_until_the_past_is_refused_and_changes_nothing() {
        Job job = control.submit(TENANT, job(new ManualSchedule()).build());

        assertThatThrownBy(() -> control.pause(TENANT, job.id(), null, "ann", Instant.EPOCH))
                .isInstanceOf(InvalidFieldsException.class);
        assertThat(jobs.find(TENANT, job.id()).orElseThrow().isPaused()).isFalse();
    }

    @Test
    void a_cursor_that_the_rules_of_zones_have_elsewhere_is_moved_by_the_active_timer_only() throws SQLException {
        Job job = control.submit(
                TENANT,
                job(new CronSchedule("0 * * * *", "Europe/London", null, null)).build());
        Instant right = job.nextFireAt();
        count(
                "with moved as (update job set next_fire_at = next_fire_at + interval '30 minutes' where id = ? returning 1)"
                        + " select count(*) from moved",
                job.id());
        UUID owner = new UUID(0, 1);

        assertThatThrownBy(() -> control.replan(TENANT, job.id(), owner, 1)).hasStackTraceContaining("another's");
        assertThat(jobs.find(TENANT, job.id()).orElseThrow().nextFireAt()).isAfter(right);

        Instant next = control.replan(TENANT, job.id(), leaseOwner(), count("select epoch from timer_lease"));

        assertThat(next).isEqualTo(right);
        assertThat(jobs.find(TENANT, job.id()).orElseThrow().nextFireAt()).isEqualTo(right);
        assertThat(count("select count(*) from job_version where job_id = ? and ended_as = 'zones'", job.id()))
                .isEqualTo(1);
        control.delete(TENANT, job.id(), OptionalLong.empty(), "ann");
    }

    private UUID leaseOwner() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("select owner from timer_lease");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    @Test
    void a_trigger_makes_a_run_with_its_own_payload_also_of_a_paused_job() {
        Job job = control.submit(TENANT, job(new ManualSchedule()).build());
        control.pause(TENANT, job.id(), null, "ann", null);

        RunView run = control.trigger(TENANT, job.id(), Json.createValue("payload"), 9);

        assertThat(run.priority()).isEqualTo(9);
        eventually(() -> only(job).state() == RunState.succeeded);
        assertThat(only(job).id()).isEqualTo(run.id());
    }

    @Test
    void a_trigger_with_an_impossible_priority_is_refused() {
        Job job = control.submit(TENANT, job(new ManualSchedule()).build());

        assertThatThrownBy(() -> control.trigger(TENANT, job.id(), null, 10))
                .isInstanceOf(InvalidFieldsException.class);
        assertThat(list(job)).isEmpty();
    }

    @Test
    void deleting_cancels_what_is_open_and_frees_the_name() throws SQLException {
        Job job = control.submit(
                TENANT, job(new IntervalSchedule(Duration.ofSeconds(2), null)).build());
        eventually(() -> !list(job).isEmpty());

        control.delete(TENANT, job.id(), OptionalLong.empty(), "ann");

        assertThat(count("select count(*) from run where job_id = ? and finished_at is null", job.id()))
                .isZero();
        assertThat(count("select count(*) from run where job_id = ? and state = 'cancelled'", job.id()))
                .isPositive();
        assertThat(jobs.find(TENANT, job.id())).isEmpty();
        assertThatThrownBy(() -> control.pause(TENANT, job.id(), null, "ann", null))
                .isInstanceOf(UnknownJobException.class);
        assertThat(control.submit(TENANT, job(new ManualSchedule()).build()).id())
                .isNotEqualTo(job.id());
    }

    @Test
    void deleting_stops_an_attempt_that_is_under_way() {
        Job job = control.submit(
                TENANT,
                job(new ManualSchedule()).handler(new BeanHandlerSpec("sleep")).build());
        asleep(job);

        control.delete(TENANT, job.id(), OptionalLong.empty(), "ann");

        assertThat(only(job).state()).isEqualTo(RunState.cancelled);
        eventually(() -> worker.get().active() == 0);
    }

    @Test
    void cancelling_a_run_stops_its_attempt() {
        Job job = control.submit(
                TENANT,
                job(new ManualSchedule()).handler(new BeanHandlerSpec("sleep")).build());
        UUID run = asleep(job);

        RunView cancelled = runControl.cancel(TENANT, run, "wrong day", "ann");

        assertThat(cancelled.state()).isEqualTo(RunState.cancelled);
        eventually(() -> worker.get().active() == 0);
        assertThat(only(job).cancelledBy()).isEqualTo("ann");
    }

    @Test
    void an_attempt_is_stopped_although_nobody_has_told_its_member() throws SQLException {
        Job job = control.submit(
                TENANT,
                job(new ManualSchedule()).handler(new BeanHandlerSpec("sleep")).build());
        UUID run = asleep(job);

        count(
                "with cancelled as (update run set state = 'cancelled', finished_at = now() where id = ? returning 1)"
                        + " select count(*) from cancelled",
                run);

        eventually(() -> worker.get().active() == 0);
        assertThat(only(job).state()).isEqualTo(RunState.cancelled);
    }

    @Test
    void a_run_that_failed_begins_again_with_another_payload() {
        Job job = control.submit(
                TENANT,
                job(new ManualSchedule()).handler(new BeanHandlerSpec("sleep")).build());
        RunView run = control.trigger(TENANT, job.id(), sleep("-PT1S"), null);
        eventually(() -> only(job).state() == RunState.failed);

        RunView again = runControl.retry(TENANT, run.id(), sleep("PT0S"), "ann");

        assertThat(again.state()).isEqualTo(RunState.retrying);
        eventually(() -> only(job).state() == RunState.succeeded);
        assertThat(only(job).attempts())
                .extracting(RunView.AttemptView::outcome)
                .containsExactly("failed", "succeeded");
    }

    /** Its run is active, and would be for ten minutes. */
    private UUID asleep(Job job) {
        UUID run = control.trigger(TENANT, job.id(), sleep("PT10M"), null).id();
        eventually(() -> only(job).state() == RunState.active);
        return run;
    }

    private static JsonObject sleep(String length) {
        return Json.createObjectBuilder().add("for", length).build();
    }

    @Test
    void a_failure_after_the_inserts_undoes_them_all() throws SQLException {
        refusing.arm();

        assertThatThrownBy(() ->
                        control.submitAll(TENANT, List.of(job(new NowSchedule()).build())))
                .hasStackTraceContaining("refused by an observer");

        assertThat(count("select count(*) from job where name = ?", name)).isZero();
        assertThat(count("select count(*) from run r where not exists (select 1 from job j where j.id = r.job_id)"))
                .isZero();
        control.submit(TENANT, job(new NowSchedule()).build());
    }

    @Test
    void a_single_job_is_committed_before_anybody_hears_of_it() throws SQLException {
        refusing.arm();

        Job job = control.submit(TENANT, job(new NowSchedule()).build());

        assertThat(count("select count(*) from job where name = ?", name)).isOne();
        eventually(() -> only(job).state() == RunState.succeeded);
    }

    private RunView only(Job job) {
        List<RunView> all = list(job);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<RunView> list(Job job) {
        return runs.list(new RunFilter(TENANT, job.id(), null, null, null, null, null, null, null, null, null, 100))
                .items();
    }

    private long count(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime() - end).as("within a minute").isNegative();
                assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Definition job(Schedule schedule) {
        return new Definition(name, schedule);
    }

    private static final class Definition {

        private String name;
        private final Schedule schedule;
        private HandlerSpec handler = new BeanHandlerSpec("no-op");
        private Integer priority;
        private Misfire misfire;

        Definition(String name, Schedule schedule) {
            this.name = name;
            this.schedule = schedule;
        }

        Definition name(String given) {
            name = given;
            return this;
        }

        Definition handler(HandlerSpec given) {
            handler = given;
            return this;
        }

        Definition priority(int given) {
            priority = given;
            return this;
        }

        Definition misfire(Misfire given) {
            misfire = given;
            return this;
        }

        JobSpec build() {
            return new JobSpec(
                    name, null, priority, handler, null, schedule, null, null, null, null, null, misfire, null, null,
                    null, null, null, null);
        }
    }

    /** An observer that breaks the next submit of its thread, after everything was written. */
    @ApplicationScoped
    public static class Refusing {

        private final ThreadLocal<Boolean> armed = ThreadLocal.withInitial(() -> false);

        public void arm() {
            armed.set(true);
        }

        public void fired(@Observes RunEvent.Fired run) {
            if (armed.get()) {
                armed.remove();
                throw new IllegalStateException("refused by an observer");
            }
        }
    }
}
