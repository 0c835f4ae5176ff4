package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.CronSchedule;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.job.Zones;
import carillon.platform.DatabaseClock;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Page;
import carillon.run.LedgerEntry.Account;
import carillon.run.LedgerProof.Place;
import carillon.test.TestConfig;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger says of histories that were made by hand, right ones and wrong ones. */
class LedgerTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final Ledger ledger = new Ledger(new LedgerRepository(store.database()));
    private final UUID timer = store.member();
    private Instant now;

    @BeforeEach
    void leaseTaken() {
        now = store.now().truncatedTo(ChronoUnit.SECONDS);
        DatabaseClock clock = new DatabaseClock(null);
        clock.observe(now, System.nanoTime(), System.nanoTime());
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensureComing();
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
        store.execute("update zone_data set version = ?, changed_at = now() - interval '1 day'", Zones.version());
    }

    @Test
    void each_instant_that_was_fired_is_accounted_for_and_the_others_are_pending() {
        UUID job = fired(everyTenSeconds(), 60);

        LedgerProof proof = verify(job);

        assertThat(proof.instants()).isEqualTo(7);
        assertThat(proof.accounted()).isEqualTo(7);
        assertThat(proof.pending()).isEqualTo(59);
        assertThat(proof.next()).isNull();
        assertThat(ledger.entries(range(job), null, 100).items())
                .extracting(LedgerEntry::account)
                .containsSequence(Account.accounted, Account.pending)
                .hasSize(66);
    }

    @Test
    void an_instant_whose_row_is_gone_is_a_gap() {
        UUID job = fired(everyTenSeconds(), 60);
        store.execute("delete from run where scheduled_at = ?", time(now.minusSeconds(30)));

        LedgerProof proof = verify(job);

        assertThat(proof.gaps()).containsExactly(new Place(job, now.minusSeconds(30)));
        assertThat(proof.instants()).isEqualTo(7);
        assertThat(proof.accounted()).isEqualTo(6);
    }

    @Test
    void a_cursor_that_leapt_leaves_gaps() {
        UUID job = fired(everyTenSeconds(), 60);
        store.execute("update job set next_fire_at = ?", time(now.plusSeconds(40)));

        assertThat(verify(job).gaps())
                .containsExactly(
                        new Place(job, now.plusSeconds(10)),
                        new Place(job, now.plusSeconds(20)),
                        new Place(job, now.plusSeconds(30)));
    }

    @Test
    void a_job_that_lost_its_cursor_has_gaps_up_to_now() {
        UUID job = fired(everyTenSeconds(), 60);
        store.execute("delete from run where scheduled_at >= ?", time(now.minusSeconds(20)));
        store.execute("update job set next_fire_at = null");

        assertThat(verify(job).gapCount()).isGreaterThanOrEqualTo(3);
        assertThat(verify(job).pending()).isGreaterThan(50);
    }

    @Test
    void a_row_at_no_instant_is_unexpected_and_a_triggered_run_is_not_looked_at() {
        UUID job = fired(everyTenSeconds(), 60);
        insert(NewRun.scheduled(job, everyTenSeconds(), now.minusSeconds(5)));
        NewRun triggered = NewRun.scheduled(job, everyTenSeconds(), now.minusSeconds(6));
        insert(triggered);
        store.execute("update run set id = ? where id = ?", changed(triggered.id()), triggered.id());

        LedgerProof proof = verify(job);

        assertThat(proof.unexpected()).containsExactly(new Place(job, now.minusSeconds(5)));
        assertThat(proof.gaps()).isEmpty();
        assertThat(proof.duplicates()).isEmpty();
    }

    @Test
    void two_rows_that_timers_wrote_for_one_instant_are_a_duplicate() {
        UUID job = fired(everyTenSeconds(), 60);
        NewRun second = NewRun.scheduled(job, everyTenSeconds(), now.minusSeconds(5));
        insert(second);
        store.execute(
                "update run set id = ?, scheduled_at = ?, epoch = 8 where id = ?",
                changed(second.id()),
                time(now.minusSeconds(10)),
                second.id());

        LedgerProof proof = verify(job);

        assertThat(proof.duplicates()).containsExactly(new Place(job, now.minusSeconds(10)));
        assertThat(proof.duplicateCount()).isEqualTo(1);
        assertThat(proof.accounted()).isEqualTo(7);
    }

    @Test
    void a_paused_job_has_no_instants_while_it_is() {
        UUID job = fired(everyTenSeconds(), 60);
        StoredJob stored = new StoredJob(store, job);
        stored.pause();
        store.execute("update job_version set counts_until = ?", time(now.minusSeconds(25)));
        store.execute("update job set counts_after = ?", time(now.minusSeconds(25)));
        store.execute("delete from run where scheduled_at > ?", time(now.minusSeconds(25)));

        LedgerProof proof = verify(job);

        assertThat(proof.instants()).isEqualTo(4);
        assertThat(proof.accounted()).isEqualTo(4);
        assertThat(proof.pending()).isZero();
    }

    @Test
    void a_bound_on_the_number_of_runs_ends_the_instants() {
        UUID job = fired(
                aJob().schedule(new IntervalSchedule(Duration.ofSeconds(10), null))
                        .maxRuns(3)
                        .build(),
                60);

        LedgerProof proof = verify(job);

        assertThat(proof.instants()).isEqualTo(3);
        assertThat(proof.accounted()).isEqualTo(3);
        assertThat(proof.pending()).isZero();
        store.execute("delete from run where scheduled_at = ?", time(now.minusSeconds(40)));
        assertThat(verify(job).gaps()).containsExactly(new Place(job, now.minusSeconds(40)));
    }

    @Test
    void runs_of_a_fixed_delay_are_taken_as_they_are() {
        JobSpec delayed = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(10), IntervalMode.FIXED_DELAY))
                .build();
        UUID job = fired(delayed, 60);
        insert(NewRun.scheduled(job, delayed, now.minusSeconds(13)));

        LedgerProof proof = verify(job);

        assertThat(proof.followed()).isEqualTo(2);
        assertThat(proof.instants()).isEqualTo(2);
        assertThat(proof.unexpected()).isEmpty();
    }

    @Test
    void what_is_past_retention_is_left_out_and_said_so() {
        UUID job = fired(
                aJob().schedule(new IntervalSchedule(Duration.ofSeconds(10), null))
                        .retention(Duration.ofSeconds(155))
                        .build(),
                60);
        store.execute("delete from run where scheduled_at < ?", time(now.minusSeconds(36)));

        LedgerProof proof = verify(job);

        assertThat(proof.gaps()).isEmpty();
        assertThat(proof.pruned()).isEqualTo(1);
        assertThat(proof.accounted()).isBetween(3L, 4L);
    }

    @Test
    void a_longer_retention_does_not_bring_back_what_the_shorter_one_has_deleted() {
        UUID job = fired(
                aJob().schedule(new IntervalSchedule(Duration.ofSeconds(10), null))
                        .retention(Duration.ofSeconds(155))
                        .build(),
                60);
        store.execute("delete from run where scheduled_at < ?", time(now.minusSeconds(36)));
        new StoredJob(store, job).edit(spec -> everyTenSeconds());

        assertThat(verify(job).gaps()).isEmpty();
        assertThat(verify(job).pruned()).isEqualTo(1);
    }

    @Test
    void before_a_change_of_the_time_zone_database_a_cron_rule_is_not_blamed() {
        JobSpec cron = aJob().schedule(new CronSchedule("*/10 * * * * *", "Europe/London", null, null))
                .build();
        UUID job = fired(cron, 60);
        store.execute("delete from run where scheduled_at = ?", time(now.minusSeconds(now.getEpochSecond() % 10 + 20)));
        assertThat(verify(job).gapCount()).isEqualTo(1);

        store.execute("update zone_data set changed_at = clock_timestamp()");

        assertThat(verify(job).gaps()).isEmpty();
        assertThat(verify(job).unverifiedCount()).isEqualTo(1);
        store.execute("update zone_data set changed_at = now() - interval '1 day', version = '9999z'");
        assertThat(verify(job).unverifiedCount()).isEqualTo(1);
    }

    @Test
    void nor_is_a_job_whose_calendars_go_by_a_zone() {
        JobSpec withCalendar = aJob().calendars("office")
                .schedule(new IntervalSchedule(Duration.ofSeconds(10), null))
                .build();
        store.execute(
                """
                insert into calendar (tenant, name, definition, version, created_at, updated_at)
                values ('default', 'office', '{"zone": "Europe/London", "dates": ["1970-01-01"]}', 1, now(), now())""");
        UUID job = fired(withCalendar, 60);
        store.execute("delete from run where scheduled_at = ?", time(now.minusSeconds(30)));
        assertThat(verify(job).gapCount()).isEqualTo(1);

        store.execute("update zone_data set changed_at = clock_timestamp()");

        assertThat(verify(job).gaps()).isEmpty();
        assertThat(verify(job).unverifiedCount()).isEqualTo(1);
    }

    @Test
    void blackouts_that_began_ended_or_were_deleted_change_what_rows_say_and_not_that_they_are_there() {
        blackout("over", -55, -35, "skip");
        blackout("held", -30, 600, "hold");
        blackout("deleted", -25, 600, "skip");
        UUID job = fired(everyTenSeconds(), 60);
        store.execute("delete from blackout where name <> 'over'");

        assertThat(store.value("select count(*) from run where reason = 'blackout'"))
                .isEqualTo(5L);
        assertThat(verify(job).accounted()).isEqualTo(7);
        assertThat(verify(job).gaps()).isEmpty();
        store.execute("delete from blackout");
        assertThat(verify(job).accounted()).isEqualTo(7);
        assertThat(verify(job).unexpected()).isEmpty();
    }

    private void blackout(String name, long from, long until, String policy) {
        store.execute(
                """
                insert into blackout (name, from_at, until_at, policy, created_at, updated_at)
                values (?, ?, ?, ?, now(), now())""",
                name,
                time(now.plusSeconds(from)),
                time(now.plusSeconds(until)),
                policy);
    }

    @Test
    void a_zone_that_is_the_default_by_now_does_not_count_for_what_was_stored_before() throws Exception {
        JobSpec without = aJob().schedule(new CronSchedule("*/10 * * * * *", null, null, null))
                .build();
        JobSpec stored = without.withDefaultZone("Asia/Kolkata");
        AutoCloseable otherZone = TestConfig.set("carillon.schedule.zone", "America/New_York");
        try {
            UUID job = fired(stored, 60);
            new StoredJob(store, job).edit(spec -> spec);

            assertThat(store.value("select spec->'schedule'->>'zone' from job")).isEqualTo("Asia/Kolkata");
            assertThat(verify(job).gaps()).isEmpty();
            assertThat(verify(job).unexpected()).isEmpty();
            new StoredJob(store, job).edit(spec -> without);
            assertThat(store.value("select spec->'schedule'->>'zone' from job")).isEqualTo("America/New_York");
            assertThat(store.value("select spec->'schedule'->>'zone' from job_version order by version desc"))
                    .isEqualTo("Asia/Kolkata");
            assertThat(verify(job).gaps()).isEmpty();
        } finally {
            otherZone.close();
        }
    }

    @Test
    void a_range_of_too_many_instants_is_refused_and_many_jobs_are_gone_through_call_by_call() {
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jobs.add(store.job(
                    aJob().named("often-" + i)
                            .schedule(new IntervalSchedule(Duration.ofMillis(1), null))
                            .build(),
                    now.minusSeconds(200 - i),
                    now.minusSeconds(120)));
        }
        Instant from = now.minusSeconds(100);

        assertThatThrownBy(() -> ledger.verify(new LedgerRange("default", null, from, now.plusSeconds(10)), null))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining("shorter range");

        LedgerRange range = new LedgerRange("default", null, from, now.minusSeconds(40));
        LedgerProof first = ledger.verify(range, null);
        LedgerProof second = ledger.verify(range, LedgerPosition.of(first.next()));
        LedgerProof third = ledger.verify(range, LedgerPosition.of(second.next()));
        assertThat(List.of(first.pending(), second.pending(), third.pending()))
                .containsExactly(60_000L, 60_000L, 60_000L);
        assertThat(third.next()).isNull();
        assertThat(first.next()).isEqualTo(jobs.get(0).toString());
    }

    @Test
    void pages_go_on_where_the_last_one_ended_over_jobs() {
        List<UUID> jobs = List.of(fired(named("a"), 60), fired(named("b"), 60), fired(named("c"), 60));
        LedgerRange range = new LedgerRange("default", null, now.minusSeconds(600), now.plusMillis(1));
        List<LedgerEntry> all = new ArrayList<>();
        LedgerPosition position = null;
        do {
            Page<LedgerEntry> page = ledger.entries(range, position, 4);
            assertThat(page.items().size()).isLessThanOrEqualTo(4);
            all.addAll(page.items());
            position = page.next() == null ? null : LedgerPosition.of(page.next());
        } while (position != null);

        assertThat(all).hasSize(21).doesNotHaveDuplicates();
        assertThat(all).extracting(LedgerEntry::job).containsOnly(jobs.toArray(UUID[]::new));
        assertThat(ledger.entries(new LedgerRange("other", null, range.from(), range.to()), null, 10)
                        .items())
                .isEmpty();
    }

    private static JobSpec everyTenSeconds() {
        return named("job");
    }

    private static JobSpec named(String name) {
        return aJob().named(name)
                .schedule(new IntervalSchedule(Duration.ofSeconds(10), null))
                .build();
    }

    /** A job whose first instant was so many seconds ago, fired up to now. */
    private UUID fired(JobSpec spec, int seconds) {
        Instant first = now.minusSeconds(seconds);
        Instant cursor = spec.schedule() instanceof CronSchedule
                ? spec.schedule().next(first.minusSeconds(1), first).orElseThrow()
                : first;
        UUID job = store.job(spec, first.minusSeconds(seconds * 10L), cursor);
        Cursor read = firing.cursors(now, 100).stream()
                .filter(one -> one.job().equals(job))
                .findFirst()
                .orElseThrow();
        firing.fire(timer, 7, List.of(new Definition(spec, JobCalendars.NONE).plan(read, now, now)));
        return job;
    }

    private void insert(NewRun run) {
        firing.insert("default", List.of(new FireRepository.Queued(run, "default")));
    }

    private static UUID changed(UUID id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ 1);
    }

    private LedgerProof verify(UUID job) {
        return ledger.verify(range(job), null);
    }

    private LedgerRange range(UUID job) {
        return new LedgerRange("default", job, now.minusSeconds(600), now.plusSeconds(600));
    }
}
