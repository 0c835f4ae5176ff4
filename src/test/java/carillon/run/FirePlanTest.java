package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.CalendarSpec;
import carillon.job.CronSchedule;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.test.JobSpecs;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirePlanTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
    private static final UUID JOB = UUID.fromString("01953f00-0000-7000-8000-000000000001");

    @Test
    void every_instant_up_to_the_horizon_gets_a_run_and_the_cursor_stands_behind_it() {
        FirePlan plan = plan(everySecond(), 60, 0, Duration.ofSeconds(60));

        assertThat(instants(plan)).containsExactlyElementsOf(seconds(60, 65));
        assertThat(plan.was()).isEqualTo(at(60));
        assertThat(plan.next()).isEqualTo(at(66));
        assertThat(plan.runs()).allMatch(run -> run.state() == RunState.scheduled && run.reason() == null);
    }

    @Test
    void a_cursor_beyond_the_horizon_that_was_read_is_fired_all_the_same() {
        FirePlan plan = plan(aJob().schedule(every(Duration.ofHours(1), null)), 3600, 0, Duration.ofSeconds(3590));

        assertThat(instants(plan)).containsExactly(at(3600));
        assertThat(plan.next()).isEqualTo(at(7200));
    }

    @Test
    void an_instant_that_is_late_within_its_grace_runs_as_if_nothing_had_happened() {
        FirePlan plan = plan(everySecond(), 60, 0, Duration.ofSeconds(120));

        assertThat(plan.runs()).allMatch(run -> run.state() == RunState.scheduled);
        assertThat(instants(plan)).containsExactlyElementsOf(seconds(60, 125));
    }

    @Test
    void of_missed_instants_coalesce_runs_the_last_and_accounts_for_the_others() {
        FirePlan plan = plan(everySecond(), 60, 0, Duration.ofSeconds(180));

        List<NewRun> skipped = plan.runs().stream()
                .filter(run -> run.state() == RunState.skipped)
                .toList();
        assertThat(skipped).extracting(NewRun::scheduledAt).containsExactlyElementsOf(seconds(60, 118));
        assertThat(skipped).extracting(NewRun::reason).containsOnly("coalesced");
        assertThat(instants(plan)).containsExactlyElementsOf(seconds(60, 185));
    }

    @Test
    void of_missed_instants_skip_runs_none() {
        FirePlan plan = plan(everySecond().misfire(Duration.ofSeconds(60), "skip"), 60, 0, Duration.ofSeconds(180));

        List<NewRun> skipped = plan.runs().stream()
                .filter(run -> run.state() == RunState.skipped)
                .toList();
        assertThat(skipped).extracting(NewRun::scheduledAt).containsExactlyElementsOf(seconds(60, 119));
        assertThat(skipped).extracting(NewRun::reason).containsOnly("misfire");
    }

    @Test
    void a_long_outage_is_accounted_for_in_portions_and_only_the_very_last_missed_instant_runs() {
        FirePlan first = plan(everySecond(), 60, 0, Duration.ofHours(1));

        assertThat(first.runs()).hasSize(1_000).allMatch(run -> run.state() == RunState.skipped);
        assertThat(first.next()).isEqualTo(at(1_060));
    }

    @Test
    void of_missed_instants_catch_up_runs_the_oldest_as_one_batch_behind_everything_else() {
        FirePlan plan = plan(everySecond().catchUp(10), 60, 0, Duration.ofSeconds(180));

        List<NewRun> caught =
                plan.runs().stream().filter(run -> run.batch() != null).toList();
        assertThat(caught).extracting(NewRun::scheduledAt).containsExactlyElementsOf(seconds(60, 69));
        assertThat(caught).allMatch(run -> run.state() == RunState.scheduled && run.priority() == 0);
        assertThat(caught).extracting(NewRun::batch).containsOnly(caught.get(0).batch());
        assertThat(plan.runs())
                .filteredOn(run -> run.state() == RunState.skipped)
                .allMatch(run -> run.reason().equals("misfire"))
                .extracting(NewRun::scheduledAt)
                .containsExactlyElementsOf(seconds(70, 119));
        assertThat(plan.runs())
                .filteredOn(run -> run.batch() == null && run.state() == RunState.scheduled)
                .allMatch(run -> run.priority() == 5)
                .extracting(NewRun::scheduledAt)
                .containsExactlyElementsOf(seconds(120, 185));
        assertThat(plan.goesOn()).isNull();
        assertThat(plan.caughtUp()).isZero();
    }

    @Test
    void a_catch_up_goes_on_where_it_was_whoever_fires_next() {
        JobSpecs job = everySecond().catchUp(1_500);
        FirePlan first = plan(job, 60, 0, Duration.ofHours(1));

        FirePlan second = goOn(job, first, first.caughtUp());

        assertThat(first.runs()).hasSize(1_000).allMatch(run -> run.batch() != null);
        assertThat(first.goesOn()).isEqualTo(first.runs().get(0).batch());
        assertThat(second.runs())
                .filteredOn(run -> run.batch() != null)
                .hasSize(500)
                .allMatch(run -> run.batch().equals(first.goesOn()));
        assertThat(second.runs().get(500).reason()).isEqualTo("misfire");
        assertThat(second.goesOn()).isEqualTo(first.goesOn());
        assertThat(second.caughtUp()).isEqualTo(1_500);
        assertThat(second.caughtWas()).isEqualTo(1_000);
    }

    @Test
    void a_catch_up_that_was_cancelled_has_no_more_runs_and_the_next_outage_begins_a_new_one() {
        JobSpecs job = everySecond().catchUp(1_500);
        FirePlan first = plan(job, 60, 0, Duration.ofHours(1));

        FirePlan cancelled = goOn(job, first, Integer.MAX_VALUE);
        FirePlan later = plan(job, 20_000, 0, Duration.ofSeconds(30_000));

        assertThat(cancelled.runs()).allMatch(run -> run.state() == RunState.skipped);
        assertThat(later.runs().get(0).batch()).isNotNull().isNotEqualTo(first.goesOn());
    }

    private static FirePlan goOn(JobSpecs job, FirePlan before, int caughtUp) {
        Instant present = at(3_600);
        Cursor cursor = new Cursor(JOB, 1, before.next(), 1_000, CREATED, before.goesOn(), caughtUp);
        return new Definition(job.build(), JobCalendars.NONE).plan(cursor, present, present.plusSeconds(5));
    }

    @Test
    void a_cursor_at_which_a_search_has_ended_early_moves_on_without_a_run_and_its_catch_up_with_it() {
        UUID batch = new UUID(7, 7);
        Cursor cursor = new Cursor(JOB, 1, at(Duration.ofDays(10)), 3, CREATED, batch, 2);

        FirePlan soon = closed(aJob().catchUp(10), cursor, Duration.ofDays(10));
        FirePlan late = closed(aJob().catchUp(10), cursor, Duration.ofDays(1_200));

        assertThat(soon.runs()).isEmpty();
        assertThat(soon.next()).isBetween(at(Duration.ofDays(20)), at(Duration.ofDays(901)));
        assertThat(soon.goesOn()).isNull();
        assertThat(late.runs()).isEmpty();
        assertThat(late.next()).isEqualTo(soon.next());
        assertThat(late.goesOn()).isEqualTo(batch);
        assertThat(late.caughtUp()).isEqualTo(2);
    }

    @Test
    void of_missed_instants_the_last_alone_runs_though_the_one_after_it_is_far_to_search() {
        Cursor cursor = new Cursor(JOB, 1, at(Duration.ofHours(13)), 3, CREATED);

        FirePlan last = closed(aJob(), cursor, Duration.ofDays(800));
        FirePlan other = closed(aJob(), cursor, Duration.ofDays(1_200));

        assertThat(last.runs()).extracting(NewRun::state).containsExactly(RunState.scheduled);
        assertThat(last.next()).isAfter(at(Duration.ofDays(799)));
        assertThat(other.runs().get(0).reason()).isEqualTo("coalesced");
    }

    /** Of an hourly job without an instant from the day after its creation on, for 900 days. */
    private static FirePlan closed(JobSpecs job, Cursor cursor, Duration now) {
        List<String> firstMinutes = IntStream.range(0, 24)
                .mapToObj(hour -> "%1$02d:00/%1$02d:01".formatted(hour))
                .toList();
        String dates = "2026-03-02/" + LocalDate.of(2026, 3, 2).plusDays(899);
        CalendarSpec calendar = new CalendarSpec(null, null, null, List.of(dates), null, firstMinutes, null);
        JobSpec spec = job.schedule(new CronSchedule("0 * * * *", null, null, null))
                .calendars("closed")
                .build();
        return new Definition(spec, JobCalendars.of(List.of(calendar))).plan(cursor, at(now), at(now).plusSeconds(5));
    }

    private static Instant at(Duration sinceCreation) {
        return CREATED.plus(sinceCreation);
    }

    @Test
    void after_max_runs_there_is_no_next_instant() {
        FirePlan plan = plan(everySecond().maxRuns(3), 60, 1, Duration.ofSeconds(60));

        assertThat(instants(plan)).containsExactly(at(60), at(61));
        assertThat(plan.next()).isNull();
    }

    @Test
    void an_end_bounds_the_instants() {
        FirePlan plan = plan(everySecond().end(at(62)), 60, 0, Duration.ofSeconds(60));

        assertThat(instants(plan)).containsExactly(at(60), at(61));
        assertThat(plan.next()).isNull();
    }

    @Test
    void with_a_fixed_delay_the_next_instant_waits_for_the_end_of_the_run() {
        JobSpecs job = aJob().schedule(every(Duration.ofSeconds(1), IntervalMode.FIXED_DELAY));

        FirePlan plan = plan(job, 60, 0, Duration.ofSeconds(60));

        assertThat(instants(plan)).containsExactly(at(60));
        assertThat(plan.next()).isNull();
    }

    @Test
    void the_same_instant_always_has_the_same_id() {
        FirePlan one = plan(everySecond(), 60, 0, Duration.ofSeconds(60));
        FirePlan other = plan(everySecond(), 61, 1, Duration.ofSeconds(60));

        assertThat(one.runs().get(1).id()).isEqualTo(other.runs().get(0).id());
        assertThat(one.runs()).extracting(NewRun::id).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void runs_of_a_job_that_may_overlap_itself_have_no_key() {
        FirePlan bounded = plan(everySecond(), 60, 0, Duration.ofSeconds(60));
        FirePlan free = plan(everySecond().concurrency(1, "allow"), 60, 0, Duration.ofSeconds(60));

        assertThat(bounded.runs()).extracting(NewRun::concurrencyKey).containsOnly(JOB.toString());
        assertThat(free.runs()).extracting(NewRun::concurrencyKey).containsOnlyNulls();
    }

    private static JobSpecs everySecond() {
        return aJob().schedule(every(Duration.ofSeconds(1), null));
    }

    private static IntervalSchedule every(Duration distance, IntervalMode mode) {
        return new IntervalSchedule(distance, mode);
    }

    /** The plan of a job whose cursor stands at a second after its creation, made at another, five seconds ahead. */
    private static FirePlan plan(JobSpecs job, long cursor, long fired, Duration now) {
        JobSpec spec = job.build();
        Instant present = CREATED.plus(now);
        return new Definition(spec, JobCalendars.NONE)
                .plan(new Cursor(JOB, 1, at(cursor), fired, CREATED), present, present.plusSeconds(5));
    }

    private static List<Instant> instants(FirePlan plan) {
        return plan.runs().stream().map(NewRun::scheduledAt).toList();
    }

    private static List<Instant> seconds(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(FirePlanTest::at).toList();
    }

    private static Instant at(long second) {
        return CREATED.plusSeconds(second);
    }
}
