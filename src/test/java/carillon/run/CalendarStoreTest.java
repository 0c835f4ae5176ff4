package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.CalendarInUseException;
import carillon.job.CalendarRepository;
import carillon.job.CalendarShift;
import carillon.job.CalendarSpec;
import carillon.job.Calendars;
import carillon.job.CronSchedule;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.OnceSchedule;
import carillon.job.UnknownCalendarException;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.test.ExplainingSource;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calendars on the real database, and what an edit of one does to the jobs that use it. */
class CalendarStoreTest {

    private static final String T = "default";

    private final TestStore store = TestStore.empty();
    private final CalendarRepository repository = new CalendarRepository(store.database());
    private final Calendars calendars = new Calendars(repository);
    private final FireRepository firing = new FireRepository(store.database());
    private final DatabaseClock clock = new DatabaseClock(null);
    private final CalendarControl control =
            new CalendarControl(repository, calendars, new PlanRepository(store.database()), new Told<>(), clock);
    private final UUID timer = UUID.randomUUID();
    private Instant now;

    @BeforeEach
    void begin() {
        now = store.now();
        clock.observe(now, System.nanoTime(), System.nanoTime());
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensureComing();
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
    }

    @Test
    void a_calendar_is_stored_changed_and_deleted() {
        control.put(T, "b", today());
        control.put(T, "a", never());
        control.put(T, "a", today());

        assertThat(calendars.list(T)).extracting("name").containsExactly("a", "b");
        assertThat(calendars.find(T, "a").definition()).isEqualTo(today());
        assertThat(calendars.find(T, "a").version()).isEqualTo(2);
        assertThatThrownBy(() -> calendars.find("other", "a")).isInstanceOf(UnknownCalendarException.class);
        control.delete(T, "a");
        assertThatThrownBy(() -> control.delete(T, "a")).isInstanceOf(UnknownCalendarException.class);
    }

    @Test
    void a_calendar_in_use_is_not_deleted_and_its_jobs_are_named() {
        control.put(T, "holidays", never());
        UUID job = job(everySecond("beat"), now);

        assertThatThrownBy(() -> control.delete(T, "holidays"))
                .isInstanceOf(CalendarInUseException.class)
                .hasMessageContaining("beat");

        store.execute("update job set deleted_at = now() where id = ?", job);
        control.delete(T, "holidays");
        assertThat(calendars.list(T)).isEmpty();
    }

    @Test
    void a_calendar_that_is_not_there_is_named_by_its_place_in_the_job() {
        control.put(T, "there", never());
        JobSpec spec = aJob().calendars("there", "missing").build();

        assertThatThrownBy(() -> calendars.walkOfNew(UUID.randomUUID(), T, spec, now))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("calendars[1]"));
    }

    @Test
    void an_edit_takes_back_what_was_fired_ahead_and_moves_the_cursor() {
        // given
        control.put(T, "holidays", never());
        UUID job = job(everySecond("beat"), now.minusSeconds(3));
        Instant cursor = now.minusSeconds(2);
        store.execute("update job set next_fire_at = ? where id = ?", time(cursor), job);
        fire(job, now.minusSeconds(3));
        assertThat(rows(job)).isGreaterThan(5);
        clock.observe(store.now(), System.nanoTime(), System.nanoTime());

        // when
        Instant edited = clock.instant();
        control.put(T, "holidays", today());

        // then
        assertThat((long) store.value(
                        "select count(*) from run where job_id = ? and scheduled_at > ?",
                        job,
                        time(edited.plusSeconds(1))))
                .isZero();
        assertThat(store.value("select fired from job where id = ?", job)).isEqualTo(rows(job));
        Instant tomorrow = LocalDate.ofInstant(edited, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        assertThat(store.value("select next_fire_at >= ? from job where id = ?", time(tomorrow), job))
                .isEqualTo(true);
        assertThat(store.value("select version from job where id = ?", job)).isEqualTo(2L);
    }

    @Test
    void a_plan_made_with_the_calendar_before_the_edit_writes_nothing() {
        control.put(T, "holidays", never());
        UUID job = job(everySecond("beat"), now);
        FirePlan stale = plan(job);

        control.put(T, "holidays", today());

        assertThat(firing.fire(timer, 7, List.of(stale))).isEmpty();
        assertThat(rows(job)).isZero();
    }

    @Test
    void instants_missed_before_the_edit_keep_their_cursor() {
        control.put(T, "holidays", today());
        Instant missed = now.minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        UUID job = job(everySecond("beat"), missed);

        control.put(T, "holidays", never());

        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(missed));
    }

    @Test
    void a_job_that_its_calendar_had_left_without_instants_has_them_again_after_the_next_edit() {
        control.put(T, "holidays", always());
        UUID job = job(everySecond("beat"), null);

        control.put(T, "holidays", never());

        assertThat(store.value("select next_fire_at > now() - interval '1 minute' from job where id = ?", job))
                .isEqualTo(true);
    }

    @Test
    void jobs_of_other_calendars_paused_and_finished_ones_are_left_alone() {
        control.put(T, "holidays", never());
        control.put(T, "other", never());
        UUID other =
                job(aJob().named("other").calendars("other").schedule(every()).build(), now.plusSeconds(1));
        UUID paused = job(everySecond("paused"), null);
        store.execute("update job set state = 'paused' where id = ?", paused);
        UUID spent = job(
                aJob().named("spent")
                        .calendars("holidays")
                        .schedule(every())
                        .maxRuns(1)
                        .build(),
                null);
        store.execute("update job set fired = 1 where id = ?", spent);

        control.put(T, "holidays", today());

        assertThat(store.value("select next_fire_at from job where id = ?", other))
                .isEqualTo(time(now.plusSeconds(1)));
        assertThat(store.column("select next_fire_at from job where id <> ?", other))
                .containsOnlyNulls();
        assertThat(store.value("select version from job where id = ?", other)).isEqualTo(1L);
    }

    @Test
    void a_single_instant_to_come_is_kept_though_the_job_was_triggered_before() {
        control.put(T, "holidays", never());
        Instant at = now.plusSeconds(86_400 * 5).truncatedTo(ChronoUnit.SECONDS);
        JobSpec spec =
                aJob().calendars("holidays").schedule(new OnceSchedule(at)).build();
        UUID job = job(spec, at);
        firing.insert(T, List.of(new FireRepository.Queued(NewRun.scheduled(job, spec, now), "default")));

        control.put(T, "holidays", today());

        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(at));
    }

    @Test
    void a_single_run_that_was_fired_ahead_onto_an_excluded_day_is_taken_back() {
        control.put(T, "holidays", never());
        Instant at = now.plusSeconds(4);
        JobSpec spec =
                aJob().calendars("holidays").schedule(new OnceSchedule(at)).build();
        UUID job = job(spec, null);
        firing.insert(T, List.of(new FireRepository.Queued(NewRun.scheduled(job, spec, at), "default")));

        control.put(T, "holidays", shifting(at));

        assertThat(rows(job)).isZero();
        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(at.plusSeconds(86_400)));
    }

    private static CalendarSpec shifting(Instant at) {
        String day = LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
        return new CalendarSpec(null, CalendarShift.NEXT_DAY, null, List.of(day), null, null, null);
    }

    @Test
    void the_end_of_a_run_on_an_excluded_day_moves_the_cursor_of_a_fixed_delay_without_a_row() {
        control.put(T, "holidays", today());
        UUID job = job(
                aJob().calendars("holidays")
                        .schedule(new IntervalSchedule(Duration.ofSeconds(30), IntervalMode.FIXED_DELAY))
                        .build(),
                now);

        assertThat(firing.fire(timer, 7, List.of(plan(job)))).isEmpty();

        Instant tomorrow = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(tomorrow));
        assertThat(rows(job)).isZero();
    }

    @Test
    void fired_runs_are_due_within_the_jitter() {
        JobSpec spec = aJob().schedule(new CronSchedule("* * * * * *", null, null, null))
                .jitter(Duration.ofMinutes(10))
                .build();
        UUID job = job(spec, now.minusSeconds(2));

        List<RunEvent> fired = firing.fire(timer, 7, List.of(plan(job)));

        assertThat(fired).hasSizeGreaterThan(4);
        assertThat(store.value("select count(*) from run where due_at > scheduled_at"
                        + " and due_at <= scheduled_at + interval '10 minutes'"))
                .isEqualTo((long) fired.size());
    }

    @Test
    void the_jobs_of_a_calendar_are_found_by_their_index() {
        store.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, one_shot, created_at, updated_at, version)
                select gen_random_uuid(), 'default', 'job-' || i, 'default', 5, 'active',
                       jsonb_build_object('calendars', jsonb_build_array('calendar-' || i % 100)), false, now(), now(), 1
                  from generate_series(1, 5000) i""");
        store.execute("analyze job");
        ExplainingSource source = new ExplainingSource(store.source());

        String plan = source.explain(() -> new CalendarRepository(new Database(source, source)).users(T, "calendar-7"));

        assertThat(plan).contains("job_calendars").doesNotContain("Seq Scan");
        store.execute("truncate job, run");
        store.execute("analyze job");
    }

    private void fire(UUID job, Instant at) {
        FirePlan plan = plan(job);
        assertThat(firing.fire(timer, 7, List.of(plan))).isNotEmpty();
        assertThat(plan.was()).isAfterOrEqualTo(at);
    }

    private FirePlan plan(UUID job) {
        Instant present = store.now();
        Cursor cursor = firing.cursors(present.plusSeconds(5), 10).stream()
                .filter(one -> one.job().equals(job))
                .findFirst()
                .orElseThrow();
        return firing.definitions(List.of(job)).get(job).plan(cursor, present, present.plusSeconds(5));
    }

    private long rows(UUID job) {
        return (long) store.value("select count(*) from run where job_id = ?", job);
    }

    private UUID job(JobSpec spec, Instant next) {
        return store.job(spec, now.minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS), next);
    }

    private static JobSpec everySecond(String name) {
        return aJob().named(name).calendars("holidays").schedule(every()).build();
    }

    private static CronSchedule every() {
        return new CronSchedule("* * * * * *", null, null, null);
    }

    private CalendarSpec today() {
        return dates(LocalDate.ofInstant(now, ZoneOffset.UTC).toString());
    }

    private static CalendarSpec never() {
        return dates("1970-01-01");
    }

    private static CalendarSpec always() {
        return dates("1970-01-01/9999-12-31");
    }

    private static CalendarSpec dates(String dates) {
        return new CalendarSpec(null, null, null, List.of(dates), null, null, null);
    }
}
