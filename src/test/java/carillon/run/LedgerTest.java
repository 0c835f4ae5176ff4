package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import carillon.job.CronSchedule;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.job.UnknownJobException;
import carillon.job.Zones;
import carillon.platform.DatabaseClock;
import carillon.platform.Page;
import carillon.run.LedgerEntry.Account;
import carillon.run.LedgerEntry.Untold;
import carillon.run.LedgerProof.Place;
import carillon.run.LedgerProof.Unverified;
import carillon.test.RunDays;
import carillon.test.TestConfig;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
        RunDays.around(store);
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
        assertThat(verify(job).unverified()).extracting(Unverified::reason).containsExactly(Untold.zones);
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
    void many_instants_are_compared_call_by_call_also_inside_a_job() {
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jobs.add(store.job(
                    aJob().named("often-" + i)
                            .schedule(new IntervalSchedule(Duration.ofMillis(1), null))
                            .build(),
                    now.minusSeconds(200 - i),
                    now.minusSeconds(120)));
        }

        List<LedgerProof> small = all(new LedgerRange("default", null, now.minusSeconds(100), now.minusSeconds(40)));
        List<LedgerProof> large = all(new LedgerRange("default", null, now.minusSeconds(350), now.plusSeconds(150)));

        assertThat(small).extracting(LedgerProof::pending).containsExactly(60_000L, 60_000L, 60_000L);
        assertThat(small.get(0).next()).isEqualTo(jobs.get(0).toString());
        assertThat(large).allMatch(proof -> proof.instants() + proof.pending() <= 100_000);
        assertThat(large.stream().mapToLong(LedgerProof::pending).sum()).isEqualTo(3 * 270_000L);
        assertThat(large).allMatch(proof -> proof.gapCount() == 0);
        assertThat(large).extracting(LedgerProof::next).first(STRING).startsWith(jobs.get(0) + "|");
    }

    @Test
    void what_is_wrong_is_found_in_whichever_part_of_a_job_it_lies_and_once() {
        JobSpec often = aJob().schedule(new IntervalSchedule(Duration.ofMillis(1), null))
                .maxRuns(200_000)
                .build();
        UUID job = store.job(often, now.minusSeconds(150).minusMillis(1), now.minusSeconds(150));
        Instant end = now.minusSeconds(50);
        Instant last = end.minusMillis(1);
        for (Instant at : List.of(last, end, end.minusNanos(500_000), end.plusNanos(500_000))) {
            insert(NewRun.scheduled(job, often, at));
        }
        for (Instant at : List.of(last, end)) {
            NewRun second = NewRun.scheduled(job, often, at.plusNanos(1_000));
            insert(second);
            store.execute(
                    "update run set id = ?, scheduled_at = ? where id = ?",
                    changed(second.id()),
                    time(at),
                    second.id());
        }
        store.execute("update run set epoch = 7");

        List<LedgerProof> proofs = all(range(job));

        assertThat(proofs.get(0).next()).isEqualTo(job + "|" + last);
        assertThat(proofs).hasSize(2);
        assertThat(proofs.stream().mapToLong(LedgerProof::accounted).sum()).isEqualTo(2);
        assertThat(proofs.stream()
                        .mapToLong(proof -> proof.instants() + proof.pending())
                        .sum())
                .isEqualTo(200_000);
        assertThat(proofs.stream().flatMap(proof -> proof.duplicates().stream()))
                .containsExactly(new Place(job, last), new Place(job, end));
        assertThat(proofs.stream().flatMap(proof -> proof.unexpected().stream()))
                .containsExactly(new Place(job, end.minusNanos(500_000)), new Place(job, end.plusNanos(500_000)));
    }

    @Test
    void a_bound_on_very_many_runs_is_counted_however_long_ago_the_version_began() {
        Instant began = now.minus(Duration.ofDays(300));
        UUID interval = store.job(
                aJob().named("interval")
                        .schedule(new IntervalSchedule(Duration.ofMillis(1), null))
                        .maxRuns(1_000_000_000)
                        .retention(Duration.ofDays(400))
                        .build(),
                began,
                began.plusMillis(1));
        UUID cron = store.job(
                aJob().named("cron")
                        .schedule(new CronSchedule("* * * * * *", null, null, null))
                        .maxRuns(25_000_000)
                        .retention(Duration.ofDays(400))
                        .build(),
                now.minus(Duration.ofDays(200)),
                now.minus(Duration.ofDays(200)));
        Instant end = began.plusMillis(1_000_000_000);

        LedgerProof over =
                ledger.verify(new LedgerRange("default", interval, end.minusSeconds(2), end.plusSeconds(3)), null);
        LedgerProof not = ledger.verify(new LedgerRange("default", cron, now, now.plusSeconds(60)), null);

        assertThat(over.pending()).isEqualTo(2_001);
        assertThat(not.pending()).isEqualTo(60);
    }

    @Test
    void instants_of_a_job_whose_bound_takes_too_long_to_count_are_unverified_and_the_others_are_proved() {
        JobSpec bounded = aJob().named("bounded")
                .schedule(new CronSchedule("* * * * * *", null, null, null))
                .maxRuns(30)
                .build();
        UUID uncounted = fired(bounded, 60);
        UUID proved = fired(everyTenSeconds(), 60);
        LedgerRange range = new LedgerRange("default", null, now.minusSeconds(20), now.plusMillis(1));
        LedgerBounds few = new LedgerBounds(100_000, 2_000_000, 29);
        Ledger hurried = new Ledger(new LedgerRepository(store.database()), few, few);

        LedgerProof proof = hurried.verify(range, null);

        assertThat(proof.unverified())
                .hasSize(21)
                .startsWith(new Unverified(uncounted, now.minusSeconds(20), Untold.bound))
                .allMatch(place -> place.job().equals(uncounted) && place.reason() == Untold.bound);
        assertThat(proof.unverifiedCount()).isEqualTo(21);
        assertThat(proof.accounted()).isEqualTo(3);
        assertThat(proof.instants()).isEqualTo(24);
        assertThat(hurried.entries(range, null, 100).items())
                .filteredOn(entry -> entry.unverifiedReason() == Untold.bound)
                .hasSize(21)
                .allMatch(entry -> entry.account() == Account.unverified);
        assertThat(hurried.verify(range(proved), null).unverified()).isEmpty();
        assertThat(ledger.verify(range, null).unverified()).isEmpty();
    }

    @Test
    void a_page_of_the_proof_ends_with_its_work_and_the_next_goes_on() {
        CronSchedule everySecond = new CronSchedule("* * * * * *", null, null, null);
        List<String> jobs = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            jobs.add(fired(aJob().named(name).schedule(everySecond).build(), 60).toString());
        }
        jobs.sort(null);
        LedgerRange range = new LedgerRange("default", null, now.minusSeconds(30), now.plusMillis(1));
        LedgerBounds few = new LedgerBounds(100_000, 40, 20_000_000);

        List<LedgerProof> proofs = all(new Ledger(new LedgerRepository(store.database()), few, few), range);

        assertThat(proofs).extracting(LedgerProof::next).containsExactly(jobs.get(0), jobs.get(1), null);
        assertThat(proofs).extracting(LedgerProof::accounted).containsExactly(31L, 31L, 31L);
        assertThat(proofs).allMatch(proof -> proof.gapCount() == 0 && proof.unexpectedCount() == 0);
    }

    @Test
    void of_a_job_that_is_not_there_nothing_is_proved() {
        UUID job = fired(everyTenSeconds(), 60);
        new UseCases(store.pool(), new DatabaseClock(null)).jobs(jobs -> {
            jobs.delete("default", job, OptionalLong.empty(), "tester");
            return null;
        });
        UUID none = UUID.randomUUID();

        assertThat(verify(job).accounted()).isEqualTo(7);
        assertThatThrownBy(() -> verify(none))
                .isInstanceOf(UnknownJobException.class)
                .hasMessageContaining(none.toString());
        assertThatThrownBy(() -> ledger.entries(range(none), null, 10)).isInstanceOf(UnknownJobException.class);
    }

    @Test
    void counting_a_bound_is_work_as_well() {
        for (String name : List.of("a", "b")) {
            fired(
                    aJob().named(name)
                            .schedule(new CronSchedule("* * * * * *", null, null, null))
                            .maxRuns(30)
                            .build(),
                    60);
        }
        LedgerRange one = new LedgerRange("default", null, now.minusSeconds(1), now);
        LedgerBounds few = new LedgerBounds(100_000, 20, 20_000_000);

        List<LedgerProof> proofs = all(new Ledger(new LedgerRepository(store.database()), few, few), one);

        assertThat(proofs).hasSize(2);
    }

    private List<LedgerProof> all(LedgerRange range) {
        return all(ledger, range);
    }

    private static List<LedgerProof> all(Ledger ledger, LedgerRange range) {
        List<LedgerProof> proofs = new ArrayList<>();
        LedgerPosition position = null;
        do {
            LedgerProof proof = ledger.verify(range, position);
            proofs.add(proof);
            position = proof.next() == null ? null : LedgerPosition.of(proof.next());
        } while (position != null);
        return proofs;
    }

    @Test
    void a_job_that_was_not_there_before_its_retention_has_nothing_pruned() {
        UUID job = fired(everyTenSeconds(), 60);
        LedgerRange month = new LedgerRange("default", job, now.minus(Duration.ofDays(30)), now.plusSeconds(600));

        assertThat(ledger.verify(month, null).pruned()).isZero();
        assertThat(ledger.verify(month, null).accounted()).isEqualTo(7);
        store.execute("update job set created_at = ?", time(now.minus(Duration.ofDays(20))));
        assertThat(ledger.verify(month, null).pruned()).isEqualTo(1);
    }

    @Test
    void the_entries_of_a_job_with_many_instants_are_listed_page_by_page() {
        UUID job = fired(
                aJob().schedule(new IntervalSchedule(Duration.ofMillis(10), null))
                        .build(),
                60);
        List<Instant> listed = new ArrayList<>();
        LedgerPosition position = null;
        do {
            Page<LedgerEntry> page = ledger.entries(range(job), position, 1_700);
            assertThat(page.items().size()).isLessThanOrEqualTo(1_700);
            page.items().forEach(entry -> listed.add(entry.scheduledAt()));
            position = page.next() == null ? null : LedgerPosition.of(page.next());
        } while (position != null && listed.size() < 20_000);

        assertThat(listed).hasSizeGreaterThanOrEqualTo(20_000).isSorted().doesNotHaveDuplicates();
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
