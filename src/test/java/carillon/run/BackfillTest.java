package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.Calendars;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.JobSpec;
import carillon.job.ManualSchedule;
import carillon.platform.DatabaseClock;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Page;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs for instants that have passed, on the real database. */
class BackfillTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final RunPartitions partitions = new RunPartitions(new RunPartitionRepository(store.database()), clock);
    private final OneJob jobs = new OneJob();
    private final Told<RunEvent> told = new Told<>();
    private final Told<Object> freed = new Told<>();
    private final Told<Object> announced = new Told<>();
    private final RunEvents events = new RunEvents(told);
    private final Backfill backfill = new Backfill(
            jobs, new BackfillRepository(store.database()), partitions, new Calendars(null), events, freed, clock);
    private final Batches batches = new Batches(new BatchRepository(store.database()), events, announced);
    private Instant now;
    private Instant created;

    @BeforeEach
    void days() {
        now = store.now();
        clock.observe(now, System.nanoTime(), System.nanoTime());
        partitions.ensureComing();
        created = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(10));
        jobs.store(hourly());
    }

    @Test
    void each_instant_of_the_range_gets_a_run_that_waits_behind_everything_else() {
        Backfilled filled = run(at(1), at(4), 100, false);

        assertThat(filled).isEqualTo(new Backfilled(filled.batch(), false, 3, 3, 0, at(1), at(3), null));
        assertThat(store.column("select scheduled_at from run order by id"))
                .containsExactly(TestStore.time(at(1)), TestStore.time(at(2)), TestStore.time(at(3)));
        assertThat(store.value(
                        "select count(*) from run where priority = 0 and blocked and batch = ?"
                                + " and due_at <= clock_timestamp() and state = 'scheduled'",
                        filled.batch()))
                .isEqualTo(3L);
        assertThat(store.column("select due_at from run order by id")).isSorted();
        assertThat(freed.all()).contains(new PlacesFreed(Set.of(jobs.id().toString())));
        assertThat(told.all()).hasSize(3).allMatch(event -> ((RunEvent.Fired) event).blocked());
    }

    @Test
    void a_dry_run_tells_the_same_and_does_nothing() {
        run(at(2), at(3), 100, false);

        Backfilled dry = run(at(1), at(4), 2, true);

        assertThat(dry).isEqualTo(new Backfilled(null, true, 2, 1, 1, at(1), at(2), at(3)));
        assertThat(store.value("select count(*) from run")).isEqualTo(1L);
    }

    @Test
    void the_limit_ends_it_and_the_next_instant_is_where_to_go_on() {
        Backfilled first = run(at(0), at(100), 4, false);
        Backfilled second = run(first.next(), at(100), 4, false);

        assertThat(second.first()).isEqualTo(first.last().plus(HOUR));
        assertThat(store.value("select count(*) from run")).isEqualTo(8L);
    }

    @Test
    void a_range_without_an_instant_makes_nothing() {
        Backfilled none = run(at(1).plusSeconds(1), at(1).plusSeconds(2), 10, false);

        assertThat(none).isEqualTo(new Backfilled(null, false, 0, 0, 0, null, null, null));
        assertThat(store.value("select count(*) from batch")).isEqualTo(0L);
    }

    @Test
    void an_instant_that_was_skipped_or_never_begun_has_its_row_turned_into_the_run_and_others_keep_theirs() {
        run(at(1), at(6), 10, false);
        List<Object> ids = store.column("select id from run order by id");
        state(ids.get(0), "succeeded", 1);
        state(ids.get(1), "failed", 3);
        state(ids.get(2), "skipped", 0);
        state(ids.get(3), "cancelled", 0);
        state(ids.get(4), "cancelled", 1);

        Backfilled again = run(at(1), at(6), 10, false);

        assertThat(again.runs()).isEqualTo(2);
        assertThat(again.existing()).isEqualTo(3);
        assertThat(store.column("select id from run where batch = ? order by id", again.batch()))
                .containsExactly(ids.get(2), ids.get(3));
        assertThat(store.column("select state::text from run order by id"))
                .containsExactly("succeeded", "failed", "scheduled", "scheduled", "cancelled");
        assertThat(
                        store.value(
                                "select count(*) from run where state = 'scheduled' and finished_at is null and reason is null"))
                .isEqualTo(2L);
    }

    @Test
    void instants_that_the_timer_has_still_to_account_for_are_left_to_it() {
        store.execute("update job set next_fire_at = ?", TestStore.time(at(3)));
        jobs.cursor = at(3);

        assertThat(run(at(1), at(9), 100, false).last()).isEqualTo(at(2));
    }

    @Test
    void days_of_long_ago_are_made_and_prune_leaves_them_while_their_runs_are_kept() {
        partitions.prune(Duration.ofDays(7));
        created = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(300));
        jobs.store(hourly());

        Backfilled filled = run(at(0), at(48), 10_000, false);

        assertThat(filled.runs()).isEqualTo(48);
        assertThat(partitions.prune(Duration.ofDays(7))).isEmpty();
        store.execute("update run set state = 'succeeded', finished_at = now()");
        assertThat(partitions.prune(Duration.ofDays(7))).isEmpty();
        store.execute("update run set finished_at = now() - interval '8 days'");
        assertThat(partitions.prune(Duration.ofDays(7))).hasSizeBetween(2, 3);
        assertThat(run(at(0), at(2), 10, false).runs()).isEqualTo(2);
        store.execute("delete from run");
        partitions.prune(Duration.ofDays(7));
    }

    @Test
    void too_many_days_the_future_and_schedules_without_instants_are_refused() {
        assertThatThrownBy(() -> run(at(1), now.plusSeconds(60), 10, false)).isInstanceOf(InvalidFieldsException.class);
        jobs.store(aJob().schedule(new ManualSchedule()).build());
        assertThatThrownBy(() -> run(at(1), at(2), 10, true)).isInstanceOf(InvalidFieldsException.class);
        jobs.store(aJob().schedule(new IntervalSchedule(HOUR, IntervalMode.FIXED_DELAY))
                .build());
        assertThatThrownBy(() -> run(at(1), at(2), 10, true)).isInstanceOf(InvalidFieldsException.class);
        created = now.minus(Duration.ofDays(1_000));
        jobs.store(
                aJob().schedule(new IntervalSchedule(Duration.ofDays(1), null)).build());
        assertThatThrownBy(() -> run(created, now, 10_000, true)).isInstanceOf(InvalidFieldsException.class);
        assertThat(store.value("select count(*) from run")).isEqualTo(0L);
    }

    @Test
    void a_batch_tells_how_far_it_is_and_is_cancelled_as_one() {
        UUID batch = run(at(1), at(6), 10, false).batch();
        List<Object> ids = store.column("select id from run order by id");
        state(ids.get(0), "succeeded", 1);
        store.execute(
                "update run set state = 'active', attempt = 1, member = ?, blocked = false where id = ?",
                UUID.randomUUID(),
                ids.get(1));

        BatchView cancelled = batches.cancel("default", batch);

        assertThat(cancelled.runs()).isEqualTo(5);
        assertThat(cancelled.succeeded()).isEqualTo(1);
        assertThat(cancelled.cancelled()).isEqualTo(4);
        assertThat(cancelled.cancelledAt()).isNotNull();
        assertThat(announced.all())
                .containsExactly(
                        new RunsCancelled(List.of((UUID) ids.get(1))),
                        new PlacesFreed(Set.of(jobs.id().toString())));
        assertThatThrownBy(() -> batches.find("other", batch)).isInstanceOf(UnknownBatchException.class);
        assertThatThrownBy(() -> batches.cancel("other", batch)).isInstanceOf(UnknownBatchException.class);
    }

    @Test
    void batches_are_listed_newest_first_page_by_page_by_what_they_are() {
        UUID first = run(at(1), at(3), 10, false).batch();
        UUID second = run(at(4), at(6), 10, false).batch();
        UUID third = run(at(7), at(9), 10, false).batch();
        store.execute(
                "update run set state = 'succeeded', attempt = 1, finished_at = now() where batch in (?, ?)",
                first,
                second);
        store.execute("update batch set kind = 'catch-up' where id = ?", second);
        store.execute("update batch set created_at = ?", TestStore.time(now));

        List<UUID> byId =
                Stream.of(first, second, third).sorted(Ids.BY_TIME.reversed()).toList();
        Page<BatchView> page = batches.list(filter(null, null, null, 2));
        assertThat(page.items()).extracting(BatchView::id).isEqualTo(byId.subList(0, 2));
        assertThat(batches.list(new BatchFilter("default", null, null, null, BatchPosition.of(page.next()), 2)))
                .satisfies(rest ->
                        assertThat(rest.items()).extracting(BatchView::id).containsExactly(byId.get(2)))
                .satisfies(rest -> assertThat(rest.next()).isNull());
        store.execute("update batch set created_at = now() + interval '1 minute' where id = ?", first);
        assertThat(listed(null, null, null).get(0)).isEqualTo(first);
        assertThat(listed(null, null, BatchState.open)).containsExactly(third);
        assertThat(listed(null, null, BatchState.ended)).containsExactlyInAnyOrder(first, second);
        assertThat(listed(null, "catch-up", null)).containsExactly(second);
        assertThat(listed(jobs.id(), "backfill", BatchState.ended)).containsExactly(first);
        assertThat(listed(UUID.randomUUID(), null, null)).isEmpty();
        assertThat(batches.list(new BatchFilter("other", null, null, null, null, 10))
                        .items())
                .isEmpty();
        assertThat(batches.find("default", third))
                .isEqualTo(batches.list(filter(null, null, BatchState.open, 1))
                        .items()
                        .get(0))
                .matches(batch -> batch.state() == BatchState.open && batch.scheduled() == 2);
    }

    private List<UUID> listed(UUID job, String kind, BatchState state) {
        return batches.list(filter(job, kind, state, 10)).items().stream()
                .map(BatchView::id)
                .toList();
    }

    private static BatchFilter filter(UUID job, String kind, BatchState state, int limit) {
        return new BatchFilter("default", job, kind, state, null, limit);
    }

    @Test
    void runs_for_times_without_an_instant_are_beside_the_ledger() {
        store.execute("update job set state = 'paused', counts_after = ?", TestStore.time(at(200)));
        run(at(201), at(204), 10, false);

        LedgerProof proof = new Ledger(new LedgerRepository(store.database()))
                .verify(new LedgerRange("default", jobs.id(), created, now), null);

        assertThat(proof.unexpected()).isEmpty();
        assertThat(proof.instants()).isZero();
        store.execute("update run set batch = null where scheduled_at = ?", TestStore.time(at(202)));
        assertThat(new Ledger(new LedgerRepository(store.database()))
                        .verify(new LedgerRange("default", jobs.id(), at(200), now), null)
                        .unexpectedCount())
                .isEqualTo(1);
    }

    @Test
    void a_batch_goes_with_the_last_of_its_runs() {
        run(at(1), at(3), 10, false);
        store.execute("update batch set created_at = now() - interval '2 hours'");
        PruneRepository prune = new PruneRepository(store.database());

        assertThat(prune.deleteSpentBatches()).isZero();
        store.execute("delete from run");

        assertThat(prune.deleteSpentBatches()).isEqualTo(1);
    }

    private void state(Object run, String state, int attempt) {
        store.execute(
                "update run set state = ?::run_state, attempt = ?, finished_at = now(), blocked = false, reason = 'x'"
                        + " where id = ?",
                state,
                attempt,
                run);
    }

    private Backfilled run(Instant from, Instant to, int limit, boolean dryRun) {
        return backfill.run("default", jobs.id(), from, to, limit, dryRun);
    }

    private Instant at(int hour) {
        return created.plus(HOUR.multipliedBy(hour));
    }

    private static JobSpec hourly() {
        return aJob().schedule(new IntervalSchedule(HOUR, null)).build();
    }

    /** The one job, without the persistence unit. */
    private final class OneJob extends JobRepository {

        private Job job;
        private Instant cursor;

        void store(JobSpec spec) {
            store.execute("delete from job");
            UUID id = store.job(spec, created, null);
            job = new Job(id, "default", spec, created, null);
        }

        UUID id() {
            return job.id();
        }

        @Override
        public Optional<Job> find(String tenant, UUID id) {
            return id.equals(job.id())
                    ? Optional.of(new Job(id, tenant, job.spec(), created, cursor))
                    : Optional.empty();
        }

        @Override
        public Optional<Job> lock(String tenant, UUID id) {
            return find(tenant, id);
        }
    }
}
