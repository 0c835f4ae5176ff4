package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.Calendar;
import carillon.job.CalendarInUseException;
import carillon.job.CalendarRepository;
import carillon.job.CalendarShift;
import carillon.job.CalendarSpec;
import carillon.job.Calendars;
import carillon.job.CronSchedule;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.OnceSchedule;
import carillon.job.StaleVersionException;
import carillon.job.UnknownCalendarException;
import carillon.job.Zones;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.test.ExplainingSource;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calendars on the real database, and what an edit of one does to the jobs that use it. */
class CalendarStoreTest {

    private static final String T = "default";

    private final TestStore store = TestStore.empty();
    private final CalendarRepository repository = new CalendarRepository(store.database());
    private final Calendars calendars = new Calendars(repository);
    private final FireRepository firing = new FireRepository(store.database());
    private final DefinitionRepository definitions = new DefinitionRepository(store.database());
    private final DatabaseClock clock = new DatabaseClock(null);
    private final UseCases cases = new UseCases(store.pool(), clock);
    private final UUID timer = UUID.randomUUID();
    private Instant now;

    @BeforeEach
    void begin() {
        now = store.now();
        clock.observe(now, System.nanoTime(), System.nanoTime());
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensureComing();
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
        store.execute("update zone_data set version = ?, changed_at = now() - interval '2 days'", Zones.version());
    }

    @Test
    void a_calendar_is_stored_changed_and_deleted() {
        put("b", today());
        put("a", never());
        put("a", today());

        assertThat(calendars.list(T)).extracting("name").containsExactly("a", "b");
        assertThat(calendars.find(T, "a").definition()).isEqualTo(today());
        assertThat(calendars.find(T, "a").version()).isEqualTo(2);
        assertThatThrownBy(() -> calendars.find("other", "a")).isInstanceOf(UnknownCalendarException.class);
        delete("a");
        assertThatThrownBy(() -> delete("a")).isInstanceOf(UnknownCalendarException.class);
    }

    @Test
    void a_calendar_in_use_is_not_deleted_and_its_jobs_are_named() {
        put("holidays", never());
        UUID job = job(everySecond("beat"), now);

        assertThatThrownBy(() -> delete("holidays"))
                .isInstanceOf(CalendarInUseException.class)
                .hasMessageContaining("beat");

        store.execute("update job set deleted_at = now() where id = ?", job);
        delete("holidays");
        assertThat(calendars.list(T)).isEmpty();
    }

    @Test
    void a_calendar_that_is_not_there_is_named_by_its_place_in_the_job() {
        put("there", never());
        JobSpec spec = aJob().calendars("there", "missing").build();

        assertThatThrownBy(() -> calendars.walkOfNew(UUID.randomUUID(), T, spec, now))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("calendars[1]"));
    }

    @Test
    void an_edit_takes_back_what_was_fired_ahead_and_moves_the_cursor() {
        // given
        put("holidays", never());
        UUID job = job(everySecond("beat"), now.minusSeconds(3));
        Instant cursor = now.minusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
        store.execute("update job set next_fire_at = ? where id = ?", time(cursor), job);
        fire(job, now.minusSeconds(3));
        assertThat(rows(job)).isGreaterThan(5);
        clock.observe(store.now(), System.nanoTime(), System.nanoTime());

        // when
        Instant edited = clock.instant();
        put("holidays", today());

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
        put("holidays", never());
        UUID job = job(everySecond("beat"), now.plusSeconds(3).truncatedTo(ChronoUnit.SECONDS));
        FirePlan stale = plan(job);

        put("holidays", today());

        assertThat(firing.fire(timer, 7, List.of(stale))).isEmpty();
        assertThat(rows(job)).isZero();
    }

    @Test
    void instants_that_have_come_are_judged_by_the_calendar_as_it_was() {
        put("holidays", never());
        UUID job = job(everySecond("beat"), now.minusSeconds(600).truncatedTo(ChronoUnit.SECONDS));

        put("holidays", always());

        assertThat(rows(job)).isBetween(600L, 620L);
        assertThat(store.value("select count(*) from run where state = 'skipped' and reason = 'coalesced'"))
                .isEqualTo(rows(job) - (long) store.value("select count(*) from run where state = 'scheduled'"));
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(store.value("select fired from job")).isEqualTo(rows(job));
        assertClean(job, rows(job));
    }

    @Test
    void edits_there_and_back_leave_each_instant_with_the_calendar_of_its_time() {
        put("holidays", never());
        UUID job = job(everySecond("beat"), now.minusSeconds(100).truncatedTo(ChronoUnit.SECONDS));
        fire(job, now.minusSeconds(101));
        put("holidays", always());
        long before = rows(job);
        put("holidays", never());
        fire(job, store.now().minusSeconds(2));

        assertThat(rows(job)).isGreaterThan(before + 3);
        assertThat(store.column("select ended_as from job_version order by version"))
                .containsExactly("calendar", "calendar");
        assertThat(assertClean(job, rows(job)).pending()).isGreaterThan(100);
    }

    @Test
    void a_run_begun_ahead_of_its_instant_keeps_the_rows_before_it_through_an_edit() {
        put("holidays", never());
        UUID job = job(everySecond("beat"), now.plusSeconds(2).truncatedTo(ChronoUnit.SECONDS));
        fire(job, now);
        List<Object> ahead = store.column("select id from run order by id");
        assertThat(ahead).hasSizeGreaterThan(2);
        store.execute("update run set state = 'cancelled', finished_at = now() where id = ?", ahead.get(1));

        put("holidays", always());

        assertThat(store.column("select id from run order by id")).isEqualTo(ahead.subList(0, 2));
        assertThat(store.value("select fired from job")).isEqualTo(2L);
        assertClean(job, 2);
    }

    @Test
    void a_triggered_run_of_this_moment_outlives_an_edit_though_members_read_the_clock_apart() {
        put("holidays", never());
        Instant soon = store.now().plusSeconds(30);
        UUID job = job(everySecond("beat"), soon.plusSeconds(60).truncatedTo(ChronoUnit.SECONDS));
        NewRun run = new NewRun(
                Ids.ofRun(job, soon, 42), job, soon, soon, RunState.scheduled, null, null, 5, null, null, "");
        firing.insert(T, List.of(new FireRepository.Queued(run, "default")));

        put("holidays", today());

        assertThat(store.column("select id from run")).containsExactly(run.id());
        assertThat(store.value("select fired from job")).isEqualTo(0L);
    }

    @Test
    void a_single_instant_that_has_come_does_not_come_again_with_another_calendar() {
        put("holidays", never());
        Instant at = now.minusSeconds(30);
        UUID job =
                job(aJob().calendars("holidays").schedule(new OnceSchedule(at)).build(), at);
        fire(job, at);

        put("holidays", shifting(at));

        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(assertClean(job, 1).pending()).isZero();
        new StoredJob(store, job).edit(spec -> aJob().named("renamed")
                .calendars("holidays")
                .schedule(new OnceSchedule(at))
                .build());
        put("holidays", never());
        put("holidays", shifting(at));
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(assertClean(job, 1).pending()).isZero();
        new StoredJob(store, job).pause();
        new StoredJob(store, job).resume();
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertClean(job, 1);
    }

    @Test
    void a_single_instant_that_an_edit_moves_into_the_past_is_missed_and_not_lost() {
        Instant at = now.minusSeconds(30);
        put("holidays", shifting(at));
        JobSpec spec =
                aJob().calendars("holidays").schedule(new OnceSchedule(at)).build();
        UUID job = job(spec, at.plusSeconds(86_400));
        store.execute("update job set counts_after = ?", time(at.minusSeconds(60)));

        put("holidays", never());

        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(at));
        fire(job, at);
        assertThat(store.column("select state::text from run")).containsExactly("scheduled");
        assertClean(job, 1);
    }

    @Test
    void a_job_that_was_of_another_kind_before_has_its_single_instant_once() {
        put("holidays", never());
        UUID job = job(everySecond("beat"), now.minusSeconds(100).truncatedTo(ChronoUnit.SECONDS));
        fire(job, now.minusSeconds(101));
        Instant at = store.now().plusSeconds(600);
        StoredJob stored = new StoredJob(store, job);
        stored.edit(spec ->
                aJob().calendars("holidays").schedule(new OnceSchedule(at)).build());
        stored.pause();
        stored.resume();
        put("holidays", today());
        put("holidays", never());

        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(at));
        assertThat(assertClean(job, rows(job)).pending()).isEqualTo(1);
        store.execute("update job set next_fire_at = null, fired = fired + 1");
        put("holidays", shifting(at));
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(store.value("select spent from job")).isEqualTo(true);
    }

    private LedgerProof assertClean(UUID job, long instants) {
        LedgerProof proof = new Ledger(new LedgerRepository(store.database()))
                .verify(new LedgerRange(T, job, now.minusSeconds(86_400), now.plusSeconds(90_000)), null);
        assertThat(proof.gaps()).isEmpty();
        assertThat(proof.unexpected()).isEmpty();
        assertThat(proof.duplicates()).isEmpty();
        assertThat(proof.unverified()).isEmpty();
        assertThat(proof.accounted()).isEqualTo(instants);
        return proof;
    }

    @Test
    void a_job_that_its_calendar_had_left_without_instants_has_them_again_after_the_next_edit() {
        put("holidays", always());
        UUID job = job(everySecond("beat"), null);

        put("holidays", never());

        assertThat(store.value("select next_fire_at > now() - interval '1 minute' from job where id = ?", job))
                .isEqualTo(true);
    }

    @Test
    void a_job_that_its_calendar_moves_behind_a_long_closure_is_not_finished() {
        put("holidays", shifting("2099-06-01"));
        UUID job = job(everyMinute(), now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);

        put("holidays", shifting(today + "/" + today.plusDays(100)));

        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(today.plusDays(101).atStartOfDay().toInstant(ZoneOffset.UTC)));
    }

    @Test
    void a_job_whose_next_instant_is_far_to_search_goes_on_from_where_the_search_has_come() {
        put("holidays", never());
        JobSpec hourly = aJob().named("beat")
                .calendars("holidays")
                .schedule(new CronSchedule("0 * * * *", null, null, null))
                .build();
        UUID job = job(hourly, now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));

        put("holidays", firstMinutes());

        assertThat(store.value("select next_fire_at > now() + interval '1 day' from job where id = ?", job))
                .isEqualTo(true);
        store.execute("update job set next_fire_at = ? where id = ?", time(now), job);
        FirePlan plan = plan(job);
        assertThat(plan.runs()).isEmpty();
        assertThat(plan.next()).isAfter(now.plus(1, ChronoUnit.DAYS));
        firing.fire(timer, 7, List.of(plan));
        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(plan.next()));
        assertThat(rows(job)).isZero();
    }

    @Test
    void a_job_whose_first_instant_is_far_to_search_is_stored_with_a_cursor_before_it() {
        put("holidays", firstMinutes());
        JobSpec hourly = aJob().named("beat")
                .calendars("holidays")
                .schedule(new CronSchedule("0 * * * *", null, null, null))
                .build();

        Job stored = cases.jobs(control -> control.submit(T, hourly));

        assertThat(stored.nextFireAt()).isAfter(now.plus(365, ChronoUnit.DAYS));
    }

    @Test
    void jobs_of_other_calendars_paused_and_finished_ones_are_left_alone() {
        put("holidays", never());
        put("other", never());
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

        put("holidays", today());

        assertThat(store.value("select next_fire_at from job where id = ?", other))
                .isEqualTo(time(now.plusSeconds(1)));
        assertThat(store.column("select next_fire_at from job where id <> ?", other))
                .containsOnlyNulls();
        assertThat(store.value("select version from job where id = ?", other)).isEqualTo(1L);
    }

    @Test
    void a_single_instant_to_come_is_kept_though_the_job_was_triggered_before() {
        put("holidays", never());
        Instant at = now.plusSeconds(86_400 * 5).truncatedTo(ChronoUnit.SECONDS);
        JobSpec spec =
                aJob().calendars("holidays").schedule(new OnceSchedule(at)).build();
        UUID job = job(spec, at);
        firing.insert(T, List.of(new FireRepository.Queued(NewRun.scheduled(job, spec, now), "default")));

        put("holidays", today());

        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isEqualTo(time(at));
    }

    @Test
    void a_single_run_that_was_fired_ahead_onto_an_excluded_day_is_taken_back() {
        put("holidays", never());
        Instant at = now.plusSeconds(4);
        JobSpec spec =
                aJob().calendars("holidays").schedule(new OnceSchedule(at)).build();
        UUID job = job(spec, null);
        firing.insert(T, List.of(new FireRepository.Queued(NewRun.scheduled(job, spec, at), "default")));

        put("holidays", shifting(at));

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
        put("holidays", today());
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
        store.execute("truncate job, job_version, run");
        store.execute("analyze job");
    }

    @Test
    void an_edit_of_another_version_changes_nothing() {
        put("office", dates("2026-12-24"));
        put("office", dates("2026-12-25"));

        assertThatThrownBy(() -> edit("office", 1, dates("2026-12-26")))
                .isInstanceOf(StaleVersionException.class)
                .hasMessageContaining("Calendar office has version 2");
        assertThatThrownBy(() -> cases.calendars(control -> {
                    control.delete(T, "office", OptionalLong.of(1));
                    return null;
                }))
                .isInstanceOf(StaleVersionException.class);

        assertThat((String) store.value("select definition::text from calendar"))
                .contains("2026-12-25");
        assertThat(edit("office", 2, dates("2026-12-26")).version()).isEqualTo(3);
    }

    @Test
    void an_edit_of_a_calendar_that_is_not_there_creates_none() {
        assertThatThrownBy(() -> edit("office", 1, dates("2026-12-26")))
                .isInstanceOf(StaleVersionException.class)
                .hasMessageContaining("There is no calendar office");

        assertThat(store.value("select count(*) from calendar")).isEqualTo(0L);
    }

    private Calendar edit(String name, long expected, CalendarSpec definition) {
        return cases.calendars(control -> control.put(T, name, OptionalLong.of(expected), definition));
    }

    private void put(String name, CalendarSpec definition) {
        cases.calendars(control -> control.put(T, name, OptionalLong.empty(), definition));
    }

    private void delete(String name) {
        cases.calendars(control -> {
            control.delete(T, name, OptionalLong.empty());
            return null;
        });
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
        return definitions.of(List.of(job)).get(job).plan(cursor, present, present.plusSeconds(5));
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

    private static JobSpec everyMinute() {
        return aJob().named("minute")
                .calendars("holidays")
                .schedule(new CronSchedule("* * * * *", null, null, null))
                .build();
    }

    private static CalendarSpec shifting(String dates) {
        return new CalendarSpec(null, CalendarShift.NEXT_DAY, null, List.of(dates), null, null, null);
    }

    /** Of every hour: what leaves nothing of a rule of each full hour, though never for long. */
    private static CalendarSpec firstMinutes() {
        List<String> windows = IntStream.range(0, 24)
                .mapToObj(hour -> "%1$02d:00/%1$02d:01".formatted(hour))
                .toList();
        return new CalendarSpec(null, null, null, null, null, windows, null);
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
