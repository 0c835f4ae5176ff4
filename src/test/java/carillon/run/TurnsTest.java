package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.DelaySchedule;
import carillon.job.FiringWalk;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.job.JobSpentException;
import carillon.job.OnceSchedule;
import carillon.job.Turn;
import carillon.platform.FieldError;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Lane;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of a job's version on the real database, while timers fire and members claim. */
class TurnsTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final DefinitionRepository definitions = new DefinitionRepository(store.database());
    private final Ledger ledger = new Ledger(new LedgerRepository(store.database()));
    private final UUID timer = store.member();
    private Instant now;

    @BeforeEach
    void leaseTaken() {
        now = store.now();
        RunDays.around(store);
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
    }

    @Test
    void runs_ahead_are_taken_back_and_fired_anew_under_their_ids() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now.minusMillis(2_500), now.minusMillis(1_500));
        fire();
        List<Object> before = runs(job);
        assertThat(before).hasSizeGreaterThanOrEqualTo(6);

        Turn turn = new StoredJob(store, job).edit(spec -> onQueue("other"));

        assertThat(instants(job)).isNotEmpty().allMatch(at -> !at.isAfter(turn.at()));
        assertThat(store.value("select fired from job"))
                .isEqualTo((long) runs(job).size());
        assertThat(turn.fired()).isEqualTo(runs(job).size());
        fire();
        assertThat(runs(job)).containsAll(before);
        assertThat(store.column("select distinct queue from run where scheduled_at > ?", time(turn.at())))
                .containsExactly("other");
        assertThat(store.value("select fired from job"))
                .isEqualTo((long) runs(job).size());
        assertClean(job);
    }

    @Test
    void late_instants_get_their_rows_before_the_new_rule_counts() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now.minusSeconds(60), now.minusSeconds(10));
        StoredJob stored = new StoredJob(store, job);

        Turn turn = stored.edit(spec -> every(Duration.ofHours(1)));

        assertThat(instants(job)).hasSizeGreaterThanOrEqualTo(11).allMatch(at -> !at.isAfter(turn.at()));
        assertThat(stored.told()).hasSize(instants(job).size()).allMatch(event -> event instanceof RunEvent.Fired);
        assertThat(store.value("select fired from job"))
                .isEqualTo((long) instants(job).size());
        assertClean(job);
    }

    @Test
    void instants_that_were_missed_are_skipped_as_the_old_definition_says() {
        JobSpec strict = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .misfire(Duration.ofSeconds(2), "skip")
                .build();
        UUID job = store.job(strict, now.minusSeconds(60), now.minusSeconds(10));

        new StoredJob(store, job).pause();

        assertThat(store.column("select id from run where state = 'skipped' and reason = 'misfire'"))
                .hasSizeGreaterThanOrEqualTo(8);
        assertClean(job);
    }

    @Test
    void what_the_version_was_is_kept() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now, now.plusSeconds(1));

        Turn turn = new StoredJob(store, job).edit(spec -> every(Duration.ofSeconds(7)));

        assertThat(store.value("select counts_until from job_version where job_id = ? and version = 1", job))
                .isEqualTo(time(turn.after()));
        assertThat(store.value("select spec->'schedule'->>'every' from job_version"))
                .isEqualTo("PT1S");
        assertThat(store.value("select ended_as || ' ' || ended_by || ' ' || fires from job_version"))
                .isEqualTo("edited tester true");
        assertThat(store.value("select counts_after from job")).isEqualTo(time(turn.after()));
    }

    @Test
    void past_versions_go_when_no_run_of_their_time_is_kept() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now, now.plusSeconds(1));
        StoredJob stored = new StoredJob(store, job);
        stored.pause();
        stored.resume();
        store.execute("update job_version set counts_until = now() - interval '2 days', ended_at = counts_until"
                + " where version = 1");

        PruneRepository prune = new PruneRepository(store.database());

        assertThat(prune.deletePastVersions(Duration.ofDays(3))).isZero();
        assertThat(prune.deletePastVersions(Duration.ofDays(1))).isZero();
        store.execute("update job_version set ended_at = counts_until where version = 1");
        assertThat(prune.deletePastVersions(Duration.ofDays(1))).isEqualTo(1);
        assertThat(store.column("select version from job_version")).containsExactly(2L);
    }

    @Test
    void a_run_that_was_begun_ahead_of_its_instant_keeps_what_lies_before_it() {
        UUID job = store.job(every(Duration.ofMinutes(10)), now, now.plusSeconds(600));
        fire(Duration.ofHours(1));
        List<Instant> before = instants(job);
        store.execute(
                "update run set state = 'cancelled', finished_at = now() where scheduled_at = ?", time(before.get(2)));

        Turn turn = new StoredJob(store, job).edit(spec -> every(Duration.ofHours(1)));

        assertThat(turn.after()).isEqualTo(before.get(2));
        assertThat(instants(job)).isEqualTo(before.subList(0, 3));
        assertClean(job);
    }

    @Test
    void a_triggered_run_is_not_taken_back() {
        JobSpec spec = every(Duration.ofHours(1));
        UUID job = store.job(spec, now, now.plusSeconds(3_600));
        Instant soon = now.plusSeconds(30);
        UUID triggered = Ids.ofRun(job, soon, 42);
        NewRun run = new NewRun(triggered, job, soon, soon, RunState.scheduled, null, null, 5, null, null, "");
        firing.insert("default", List.of(new FireRepository.Queued(run, "default")));

        new StoredJob(store, job).pause();

        assertThat(runs(job)).containsExactly(triggered);
        assertThat(store.value("select fired from job")).isEqualTo(0L);
    }

    @Test
    void a_timer_that_fires_an_old_plan_during_the_edit_waits_and_writes_nothing() throws Exception {
        UUID job = store.job(every(Duration.ofMinutes(10)), now, now.plusSeconds(600));
        FirePlan plan = plan(Duration.ofHours(1));
        CompletableFuture<?>[] fired = new CompletableFuture<?>[1];

        new StoredJob(store, job).edit(spec -> every(Duration.ofHours(1)), () -> {
            fired[0] = CompletableFuture.supplyAsync(() -> firing.fire(timer, 7, List.of(plan)));
            assertThatThrownBy(() -> fired[0].get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        });

        assertThat((List<?>) fired[0].get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(runs(job)).isEmpty();
        assertClean(job);
    }

    @Test
    void the_only_instant_moves_before_it_has_come_and_not_after() {
        UUID job = store.job(
                aJob().schedule(new OnceSchedule(now.plusSeconds(300))).build(), now, now.plusSeconds(300));
        fire(Duration.ofHours(1));
        StoredJob stored = new StoredJob(store, job);
        assertThat(runs(job)).hasSize(1);

        stored.edit(
                spec -> aJob().schedule(new OnceSchedule(now.plusSeconds(600))).build());

        assertThat(runs(job)).isEmpty();
        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(now.plusSeconds(600)));
        assertThatThrownBy(() -> stored.edit(spec ->
                        aJob().schedule(new OnceSchedule(now.minusSeconds(1))).build()))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::message)
                        .containsExactly("has no instant to come within start and end"));
        assertThatThrownBy(() -> stored.edit(spec ->
                        aJob().schedule(new DelaySchedule(Duration.ZERO)).build()))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::message)
                        .containsExactly("has no instant to come within start and end; delay counts from the job's"
                                + " creation"));
        assertThat(store.value("select next_fire_at from job")).isEqualTo(time(now.plusSeconds(600)));

        Instant soon = movedSoon(stored);
        fire();
        while (!store.now().isAfter(soon)) {
            Thread.onSpinWait();
        }

        assertThatThrownBy(() -> stored.edit(spec ->
                        aJob().schedule(new OnceSchedule(now.plusSeconds(600))).build()))
                .isInstanceOf(JobSpentException.class);
        stored.edit(
                spec -> aJob().named("other").schedule(new OnceSchedule(soon)).build());
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertClean(job);
    }

    /** As soon as the machine allows: an instant that has come before the edit begins is refused. */
    private Instant movedSoon(StoredJob stored) {
        for (long millis = 50; ; millis *= 2) {
            Instant soon = store.now().plusMillis(millis);
            try {
                stored.edit(spec -> aJob().schedule(new OnceSchedule(soon)).build());
                return soon;
            } catch (InvalidFieldsException itHasCome) {
                assertThat(millis).as(itHasCome.getMessage()).isLessThan(60_000);
            }
        }
    }

    @Test
    void a_calendar_is_taken_out_of_a_job_whose_only_instant_has_come() {
        store.execute(
                """
                insert into calendar (tenant, name, definition, version, created_at, updated_at)
                values ('default', 'office', '{"zone": "UTC", "dates": ["1970-01-01"]}', 1, now(), now())""");
        Instant at = now.minusSeconds(1);
        UUID job = store.job(
                aJob().calendars("office").schedule(new OnceSchedule(at)).build(), now.minusSeconds(60), at);
        fire();
        StoredJob stored = new StoredJob(store, job);
        assertThatThrownBy(() -> stored.edit(spec -> aJob().calendars("office")
                        .jitter(Duration.ofSeconds(1))
                        .schedule(new OnceSchedule(at))
                        .build()))
                .isInstanceOf(JobSpentException.class)
                .hasMessageContaining("schedule, start, end, maxRuns and jitter");

        stored.edit(spec -> aJob().schedule(new OnceSchedule(at)).build());

        assertThat(store.value("select spec->>'calendars' from job")).isIn(null, "[]");
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(runs(job)).hasSize(1);
        assertThat(assertClean(job).accounted()).isEqualTo(1);
    }

    @Test
    void an_edit_that_changes_nothing_leaves_job_and_runs_as_they_are() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now, now);
        fire();
        List<Object> before = runs(job);
        Object version = store.value("select version from job");

        new StoredJob(store, job).edit(spec -> spec);

        assertThat(store.value("select version from job")).isEqualTo(version);
        assertThat(runs(job)).isEqualTo(before);
    }

    @Test
    void max_runs_counts_what_was_fired_before_the_edit() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now.minusSeconds(20), now.minusSeconds(9));
        StoredJob stored = new StoredJob(store, job);
        Turn turn = stored.edit(spec -> every(Duration.ofMillis(500)));

        stored.edit(spec -> aJob().schedule(new IntervalSchedule(Duration.ofMillis(500), null))
                .maxRuns((int) turn.fired() + 3)
                .build());
        fire();

        assertThat(store.value("select fired from job")).isEqualTo(turn.fired() + 3);
        assertThat(store.value("select next_fire_at from job")).isNull();
        stored.edit(spec -> aJob().schedule(new IntervalSchedule(Duration.ofMillis(500), null))
                .maxRuns(1)
                .build());
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertClean(job);
    }

    @Test
    void an_instant_at_the_end_is_none_and_a_longer_end_brings_those_after_the_edit() {
        Instant end = now.minusSeconds(5);
        UUID job = store.job(everySecondUntil(end), now.minusSeconds(60), end.minusSeconds(10));
        fire();
        assertThat(instants(job)).hasSize(10).last().isEqualTo(end.minusSeconds(1));
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(assertClean(job).pending()).isZero();

        Turn turn = new StoredJob(store, job).edit(spec -> everySecondUntil(end.plusSeconds(600)));
        fire();

        assertThat(instants(job).get(10))
                .isAfter(turn.at())
                .isBeforeOrEqualTo(turn.at().plusSeconds(1));
        assertThat(assertClean(job).pending()).isGreaterThan(500);
        assertThatThrownBy(() -> new StoredJob(store, job).edit(spec -> everySecondUntil(end)))
                .isInstanceOf(InvalidFieldsException.class);
    }

    @Test
    void jitter_puts_the_last_run_off_beyond_the_end_and_its_instant_stays_inside() {
        Instant end = now.plusSeconds(3);
        JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .jitter(Duration.ofSeconds(1))
                .end(end)
                .build();
        UUID job = store.job(spec, now, now.plusSeconds(1));

        fire();

        assertThat(instants(job)).containsExactly(now.plusSeconds(1), now.plusSeconds(2));
        assertThat(store.value("select bool_and(due_at between scheduled_at and scheduled_at + interval '1 second')"
                        + " from run"))
                .isEqualTo(true);
        assertThat(store.value("select next_fire_at from job")).isNull();
        assertThat(assertClean(job).pending()).isZero();
    }

    @Test
    void instants_that_are_coalesced_or_skipped_count_for_max_runs() {
        for (String policy : List.of("coalesce", "skip")) {
            JobSpec spec = aJob().named(policy)
                    .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                    .misfire(Duration.ofSeconds(2), policy)
                    .maxRuns(5)
                    .build();
            UUID job = store.job(spec, now.minusSeconds(60), now.minusSeconds(30));

            fire();

            assertThat(instants(job)).as(policy).hasSize(5);
            assertThat(store.value("select next_fire_at from job where id = ?", job))
                    .isNull();
            assertThat(assertClean(job).pending()).isZero();
        }
        assertThat(store.column("select reason from run where state = 'skipped' order by reason"))
                .containsExactly(
                        "coalesced",
                        "coalesced",
                        "coalesced",
                        "coalesced",
                        "misfire",
                        "misfire",
                        "misfire",
                        "misfire",
                        "misfire");
    }

    @Test
    void a_pause_over_the_last_instant_takes_it_away_and_one_that_ends_before_it_does_not() {
        int seconds = 3;
        while (!pausedOverTheLastInstant(seconds)) {
            seconds *= 2;
        }
    }

    /** False when the machine was too slow for a last instant that is so near. */
    private boolean pausedOverTheLastInstant(int seconds) {
        Instant begin = store.now();
        Instant end = begin.plusSeconds(seconds);
        Instant last = end.minusSeconds(1);
        UUID job = store.job(everySecondUntil("until-" + seconds, end), begin, last);
        StoredJob stored = new StoredJob(store, job);
        fire(Duration.ofSeconds(2L * seconds));
        assertThat(instants(job)).containsExactly(last);

        if (!stored.pause().at().isBefore(last)) {
            return false;
        }
        assertThat(instants(job)).isEmpty();
        if (!stored.resume().at().isBefore(last)) {
            return false;
        }
        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isNotNull();
        if (!stored.pause().at().isBefore(last)) {
            return false;
        }
        while (!store.now().isAfter(end)) {
            Thread.onSpinWait();
        }
        stored.resume();

        assertThat(store.value("select next_fire_at from job where id = ?", job))
                .isNull();
        assertThat(assertClean(job).pending()).isZero();
        assertThat(instants(job)).isEmpty();
        return true;
    }

    @Test
    void a_pause_that_ends_by_itself_ends_at_its_time_however_late_the_timer_comes_to_it() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now.minusSeconds(100), now.plusSeconds(1));
        StoredJob stored = new StoredJob(store, job);
        stored.pause();
        store.execute(
                "update job set paused_until = ?, counts_after = ?",
                time(now.minusSeconds(20)),
                time(now.minusSeconds(40)));
        store.execute("update job_version set counts_until = ?", time(now.minusSeconds(40)));

        stored.resume();
        fire();

        assertThat(instants(job).get(0)).isEqualTo(now.minusSeconds(20));
        assertThat(instants(job)).hasSizeGreaterThan(20);
        assertClean(job);
    }

    @Test
    void a_change_of_a_job_whose_pause_is_over_finds_it_resumed() {
        UUID job = store.job(every(Duration.ofSeconds(1)), now.minusSeconds(100), now.plusSeconds(1));
        StoredJob stored = new StoredJob(store, job);
        stored.pause();
        store.execute(
                "update job set paused_until = ?, counts_after = ?",
                time(now.minusSeconds(20)),
                time(now.minusSeconds(40)));
        store.execute("update job_version set counts_until = ?", time(now.minusSeconds(40)));

        stored.edit(spec -> every(Duration.ofHours(1)));

        assertThat(instants(job)).hasSizeGreaterThanOrEqualTo(21).first().isEqualTo(now.minusSeconds(20));
        assertThat(store.column("select ended_as from job_version order by version"))
                .containsExactly("paused", "resumed", "edited");
        assertThat(store.value("select state from job")).isEqualTo("active");
        assertClean(job);
    }

    @Test
    void a_fixed_delay_has_no_instant_at_its_end_or_after_it() {
        JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(30), IntervalMode.FIXED_DELAY))
                .end(now.plusSeconds(20))
                .build();
        UUID job = store.job(spec, now.minusSeconds(60), null);

        assertThat(new RescueRepository(store.database()).followUp()).isZero();
        assertThat(store.value("select next_fire_at from job")).isNull();
        store.execute("update job set next_fire_at = ?", time(now.plusSeconds(20)));
        FirePlan plan = FirePlan.of(
                new Cursor(job, 1, now.plusSeconds(20), 0, now),
                new FiringWalk(job, spec, now, JobCalendars.NONE),
                now,
                now.plusSeconds(20));
        assertThat(plan.runs()).isEmpty();
        assertThat(plan.next()).isNull();
    }

    @Test
    void an_edit_does_not_begin_a_fixed_delay_anew() {
        // given
        UUID job = store.job(delay(Duration.ofMinutes(10)), now.minusSeconds(3_600), now.plusSeconds(60));
        run(job, now.minusSeconds(900), now.minusSeconds(540));
        StoredJob stored = new StoredJob(store, job);

        // when, then: nine minutes of ten have gone
        stored.edit(spec -> delayWithTag(Duration.ofMinutes(10)));
        assertThat(cursor(job)).isEqualTo(now.minusSeconds(540).plusSeconds(600).truncatedTo(ChronoUnit.MILLIS));

        // when, then: an hour counts from the same end
        stored.edit(spec -> delay(Duration.ofHours(1)));
        assertThat(cursor(job))
                .isEqualTo(now.minusSeconds(540).plusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS));

        // when, then: a shorter one that is over comes at once
        Turn turn = stored.edit(spec -> delay(Duration.ofMinutes(1)));
        assertThat(cursor(job)).isEqualTo(turn.after().plusNanos(1_000));
    }

    @Test
    void an_interval_that_becomes_a_fixed_delay_begins_its_delay_with_the_edit() {
        UUID job = store.job(every(Duration.ofMinutes(10)), now.minusSeconds(3_600), now.plusSeconds(60));
        run(job, now.minusSeconds(900), now.minusSeconds(540));

        Turn turn = new StoredJob(store, job).edit(spec -> delay(Duration.ofMinutes(5)));

        assertThat(cursor(job)).isEqualTo(turn.after().plusSeconds(300));
    }

    private void run(UUID job, Instant at, Instant end) {
        store.execute(
                "insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,"
                        + " queue) values (?, ?, ?, ?, ?, ?, 1, 'succeeded', 5, 'default', 'default')",
                Ids.ofRun(job, at, 0),
                job,
                time(at),
                time(at),
                time(at),
                time(end));
    }

    private Instant cursor(UUID job) {
        return ((OffsetDateTime) store.value("select next_fire_at from job where id = ?", job)).toInstant();
    }

    private static JobSpec delay(Duration every) {
        return aJob().schedule(new IntervalSchedule(every, IntervalMode.FIXED_DELAY))
                .build();
    }

    private static JobSpec delayWithTag(Duration every) {
        return aJob().priority(7)
                .schedule(new IntervalSchedule(every, IntervalMode.FIXED_DELAY))
                .build();
    }

    private static JobSpec everySecondUntil(Instant end) {
        return everySecondUntil("job", end);
    }

    private static JobSpec everySecondUntil(String name, Instant end) {
        return aJob().named(name)
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .end(end)
                .build();
    }

    /** Edits, pauses and claims for some seconds against a timer that fires all it can: each instant has its row. */
    @Test
    void edits_that_race_with_a_timer_leave_neither_gap_nor_surplus() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        UUID job = store.job(every(Duration.ofMillis(20)), now, now.plusMillis(20));
        StoredJob stored = new StoredJob(store, job);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> timing = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                fire();
            }
        });
        CompletableFuture<Void> working = CompletableFuture.runAsync(() -> {
            WaitingRepository waiting = new WaitingRepository(store.database());
            KeyedClaimRepository keyedClaims = new KeyedClaimRepository(store.database());
            while (!over.get()) {
                List<UUID> due = waiting.due(List.of(new Lane("default", "default")), 20).stream()
                        .map(DueRun::id)
                        .toList();
                if (!due.isEmpty()) {
                    keyedClaims.claim(timer, due);
                    store.execute(
                            "update run set state = 'succeeded', finished_at = clock_timestamp() where state = 'active'");
                }
            }
        });
        for (int i = 0; i < 150; i++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    stored.pause();
                    stored.resume();
                }
                case 1 -> stored.edit(spec -> every(Duration.ofMillis(1 + random.nextInt(40))));
                default -> stored.edit(spec -> every(Duration.ofMillis(5 + random.nextInt(2_000))));
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
        }
        stored.pause();
        over.set(true);
        timing.get(30, TimeUnit.SECONDS);
        working.get(30, TimeUnit.SECONDS);

        LedgerProof proof = assertClean(job);
        assertThat(proof.instants()).as("seed %s", seed).isGreaterThan(100);
        assertThat(proof.pending()).isZero();
        assertThat(store.value("select fired from job")).isEqualTo(proof.instants());
        assertThat(store.value("select count(*) from run")).isEqualTo(proof.instants());
    }

    private LedgerProof assertClean(UUID job) {
        LedgerProof proof =
                ledger.verify(new LedgerRange("default", job, now.minusSeconds(600), now.plusSeconds(600)), null);
        assertThat(proof.gaps()).isEmpty();
        assertThat(proof.unexpected()).isEmpty();
        assertThat(proof.duplicates()).isEmpty();
        assertThat(proof.unverified()).isEmpty();
        assertThat(proof.accounted()).isEqualTo(proof.instants());
        return proof;
    }

    private void fire() {
        fire(Duration.ofSeconds(5));
    }

    /** Plans so far ahead the jobs whose next instant lies in the first half of that time. */
    private void fire(Duration ahead) {
        Instant at = store.now();
        List<Cursor> cursors = firing.cursors(at.plus(ahead.dividedBy(2)), 100);
        var known = definitions.of(cursors.stream().map(Cursor::job).toList());
        firing.fire(
                timer,
                7,
                cursors.stream()
                        .map(cursor -> known.get(cursor.job()).plan(cursor, at, at.plus(ahead)))
                        .toList());
    }

    private FirePlan plan(Duration ahead) {
        Cursor cursor = firing.cursors(now.plus(ahead), 10).get(0);
        return definitions.of(List.of(cursor.job())).get(cursor.job()).plan(cursor, now, now.plus(ahead));
    }

    private static JobSpec every(Duration every) {
        return aJob().schedule(new IntervalSchedule(every, null)).build();
    }

    private static JobSpec onQueue(String queue) {
        return aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .queue(queue)
                .build();
    }

    private List<Object> runs(UUID job) {
        return store.column("select id from run where job_id = ? order by id", job);
    }

    private List<Instant> instants(UUID job) {
        return store.column("select scheduled_at from run where job_id = ? order by 1", job).stream()
                .map(at -> ((OffsetDateTime) at).toInstant())
                .toList();
    }
}
