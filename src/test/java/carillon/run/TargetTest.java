package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.ManualSchedule;
import carillon.platform.DatabaseClock;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Lane;
import carillon.test.JobSpecs;
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

/** Runs that only one member may perform, on the real database. */
class TargetTest {

    private static final String TENANT = "default";

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final ClaimRepository claims = new ClaimRepository(store.database());
    private final KeyedClaimRepository keyedClaims = new KeyedClaimRepository(store.database());
    private final WaitingRepository waiting = new WaitingRepository(store.database());
    private final TargetedRepository targeted = new TargetedRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final RunRepository runs = new RunRepository(store.database());
    private final RunSituationRepository situations = new RunSituationRepository(store.database());
    private final Ledger ledger = new Ledger(new LedgerRepository(store.database()));
    private final DatabaseClock clock = new DatabaseClock(null);
    private final UseCases use = new UseCases(store.pool(), clock);
    private final UUID one = here("one");
    private final UUID other = here("other");
    private Instant now;

    @BeforeEach
    void timer() {
        now = store.now().truncatedTo(ChronoUnit.SECONDS);
        clock.observe(store.now(), System.nanoTime(), System.nanoTime());
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensureComing();
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", one);
    }

    @Test
    void a_run_for_a_named_member_is_claimed_by_that_member_only() {
        UUID run = due(aJob().target("one").build());

        assertThat(claims.claim(other, List.of(run))).isEmpty();
        assertThat(claims.claim(one, List.of(run))).hasSize(1);
    }

    @Test
    void a_run_with_a_key_for_a_named_member_is_claimed_by_that_member_only() {
        UUID run = due(every("one").build());

        assertThat(keyedClaims.claim(other, List.of(run)).ids()).isEmpty();
        assertThat(keyedClaims.claim(one, List.of(run)).runs()).hasSize(1);
    }

    @Test
    void a_member_that_comes_back_under_its_name_claims_what_waited_for_it() {
        UUID run = due(every("one").build());
        keyedClaims.claim(one, List.of(run));
        rescues.rescue(List.of(one));
        store.execute("update member set state = 'gone' where id = ?", one);

        UUID back = here("one");

        assertThat(keyedClaims.claim(other, List.of(run)).ids()).isEmpty();
        assertThat(keyedClaims.claim(back, List.of(run)).runs())
                .extracting(ClaimedRun::attempt)
                .containsExactly(2);
    }

    @Test
    void what_waits_for_one_member_is_not_offered_to_all() {
        UUID free = due(aJob().build());
        UUID bound = due(aJob().target("one").build());
        at(aJob().target("other").build(), now.plusSeconds(20));

        assertThat(waiting.due(List.of(new Lane("default", "default")), 10))
                .extracting(DueRun::id)
                .containsExactly(free);
        assertThat(waiting.coming(Duration.ofSeconds(60), 10)).isEmpty();
        assertThat(targeted.awaited()).containsExactly("one", "other");
        assertThat(targeted.due(List.of("one", "other"), 10))
                .extracting(DueRun::id)
                .containsExactly(bound);
        assertThat(targeted.due(List.of("other"), 10)).isEmpty();
        assertThat(targeted.coming(List.of("other"), Duration.ofSeconds(60), 10))
                .extracting(DueRun::target)
                .containsExactly("other");
    }

    @Test
    void what_waits_in_a_queue_that_is_held_is_not_sent() {
        due(aJob().target("one").build());
        store.execute("update queue set paused = true");

        assertThat(targeted.due(List.of("one"), 10)).isEmpty();
    }

    @Test
    void a_run_that_waits_for_a_member_that_is_away_keeps_no_other_of_its_key_waiting() {
        store.execute("update member set state = 'gone' where id = ?", other);
        due(shared("for-other").target("other").build());
        UUID free = due(shared("for-any").build());

        assertThat(keyedClaims.claim(one, List.of(free)).runs()).hasSize(1);
    }

    @Test
    void a_job_of_all_members_has_one_run_for_each_and_each_claims_its_own() {
        UUID job = fired(every("all").build(), now.minusSeconds(1));

        assertThat(store.column("select target from run order by 1")).containsExactly("one", "other");
        assertThat(store.column("select distinct concurrency_key from run order by 1"))
                .containsExactly(job + "@one", job + "@other");
        List<UUID> ids = ids();
        assertThat(keyedClaims.claim(one, ids).runs()).hasSize(1);
        assertThat(keyedClaims.claim(other, ids).runs()).hasSize(1);
        assertThat(store.value("select fired from job")).isEqualTo(1L);
    }

    @Test
    void an_instant_comes_once_for_each_member_however_often_it_is_written() {
        UUID job = fired(every("all").build(), now.minusSeconds(1));
        store.execute("update job set next_fire_at = ?, fired = 0", TestStore.time(now.minusSeconds(1)));
        here("late");

        fire(job, every("all").build(), now.minusSeconds(1));

        assertThat(store.column("select target from run order by 1")).containsExactly("late", "one", "other");
    }

    @Test
    void only_members_that_perform_runs_now_get_one() {
        store.execute("update member set roles = 'api,timer' where id = ?", one);
        store.execute("update member set state = 'draining' where id = ?", other);
        here("third");
        UUID silent = store.member("silent");
        store.execute("update member set heartbeat_at = now() - interval '11 seconds' where id = ?", silent);

        fired(every("all").build(), now.minusSeconds(1));

        assertThat(store.column("select target from run")).containsExactly("third");
    }

    @Test
    void an_instant_without_a_member_is_accounted_for_by_one_row_that_says_so() {
        store.execute("update member set state = 'draining'");

        UUID job = fired(every("all").build(), now.minusSeconds(1));

        assertThat(store.column("select state::text || ' ' || reason from run")).containsExactly("skipped no-member");
        assertThat(store.value("select id from run")).isEqualTo(Ids.ofRun(job, now.minusSeconds(1), 0));
        assertThat(situations.find(TENANT, ids().get(0)).orElseThrow().why().detail())
                .contains("No member");
    }

    @Test
    void the_ledger_counts_the_instants_of_a_job_of_all_members_and_not_their_rows() {
        UUID job = fired(every("all").build(), now.minusSeconds(2));
        LedgerRange range = new LedgerRange(TENANT, job, now.minusSeconds(3), now.minusSeconds(1));

        LedgerProof proof = ledger.verify(range, null);

        assertThat(proof.accounted()).isEqualTo(1);
        assertThat(proof.instants()).isEqualTo(1);
        assertThat(proof.duplicateCount()).isZero();
        assertThat(proof.unexpectedCount()).isZero();
        assertThat(ledger.entries(range, null, 10).items()).singleElement().satisfies(entry -> {
            assertThat(entry.rows()).isEqualTo(2);
            assertThat(entry.state()).isEqualTo(RunState.scheduled);
        });
    }

    @Test
    void the_ledger_tells_of_a_row_beside_those_of_the_members() {
        UUID job = fired(every("all").build(), now.minusSeconds(2));
        Instant at = now.minusSeconds(2);
        NewRun skipped = NewRun.skipped(job, every("all").build(), at, "misfire");
        firing.insert(TENANT, List.of(new FireRepository.Queued(skipped, "default")));
        store.execute("update run set epoch = 7");

        LedgerProof proof = ledger.verify(new LedgerRange(TENANT, job, at.minusSeconds(1), at.plusSeconds(1)), null);

        assertThat(proof.duplicateCount()).isPositive();
    }

    @Test
    void an_edit_takes_back_all_rows_of_what_was_fired_ahead() {
        UUID job = fired(every("all").build(), now.plusSeconds(3));
        fire(job, every("all").build(), now.plusSeconds(4));
        assertThat(ids()).hasSize(4);

        use.jobs(jobs -> jobs.edit(
                TENANT, job, OptionalLong.empty(), spec -> every("one").build(), "ada"));

        assertThat(ids()).isEmpty();
        assertThat(store.value("select fired from job")).isEqualTo(0L);
    }

    @Test
    void the_deletion_of_a_job_of_all_members_cancels_the_runs_of_each() {
        UUID job = fired(every("all").build(), now.minusSeconds(1));
        keyedClaims.claim(one, ids());

        use.jobs(jobs -> {
            jobs.delete(TENANT, job, OptionalLong.empty(), "ada");
            return null;
        });

        assertThat(store.column("select state::text from run"))
                .hasSizeGreaterThanOrEqualTo(2)
                .containsOnly("cancelled");
    }

    @Test
    void a_trigger_of_a_job_of_all_members_makes_a_run_for_each() {
        UUID job = store.job(aJob().schedule(new ManualSchedule()).target("all").build(), now, null);

        RunView first = use.jobs(jobs -> jobs.trigger(TENANT, job, null, null));
        use.jobs(jobs -> jobs.trigger(TENANT, job, null, null));

        assertThat(first.target()).isIn("one", "other");
        assertThat(store.column("select target from run order by 1")).containsExactly("one", "one", "other", "other");
    }

    @Test
    void a_backfill_of_a_job_of_all_members_is_refused_by_name() {
        UUID job = store.job(every("all").build(), now.minusSeconds(60), now);

        assertThatThrownBy(() -> use.backfill(
                        backfill -> backfill.run(TENANT, job, now.minusSeconds(30), now.minusSeconds(1), 10, true)))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining("all members");
    }

    @Test
    void a_single_instant_of_a_job_of_all_members_is_left_to_the_timer() {
        use.jobs(jobs -> jobs.submit(TENANT, aJob().target("all").build()));

        assertThat(ids()).isEmpty();
        assertThat(store.value("select next_fire_at is not null from job")).isEqualTo(true);
    }

    @Test
    void a_run_whose_member_stays_away_is_skipped_when_its_time_is_up_and_not_before() {
        UUID soon =
                due(aJob().named("soon").target("away", Duration.ofSeconds(1)).build());
        UUID late = due(aJob().named("late").target("away", Duration.ofHours(1)).build());
        due(aJob().named("never").target("away").build());
        due(aJob().named("here").target("one", Duration.ofSeconds(1)).build());
        due(aJob().build());
        store.execute("update run set due_at = now() - interval '2 minutes'");

        List<RunEvent> expired = targeted.expire();

        assertThat(expired).extracting(RunEvent::run).containsExactly(soon);
        assertThat(expired.get(0)).isInstanceOf(RunEvent.Skipped.class);
        assertThat(runs.find(TENANT, soon).orElseThrow().reason()).isEqualTo("expired");
        assertThat(runs.find(TENANT, late).orElseThrow().state()).isEqualTo(RunState.scheduled);
        assertThat(situations.find(TENANT, soon).orElseThrow().why().detail()).contains("away");
    }

    @Test
    void a_run_that_crashed_and_whose_member_stays_away_is_a_dead_letter_when_its_time_is_up() {
        UUID run = due(aJob().target("one", Duration.ofSeconds(1)).build());
        claims.claim(one, List.of(run));
        rescues.rescue(List.of(one));
        store.execute("update member set state = 'gone' where id = ?", one);
        store.execute("update run set due_at = now() - interval '2 minutes'");

        assertThat(targeted.expire()).hasSize(1).first().isInstanceOf(RunEvent.Failed.class);

        assertThat(store.value("select dead from run")).isEqualTo(true);
        assertThat(runs.find(TENANT, run).orElseThrow().error()).contains("one");
    }

    @Test
    void why_says_which_member_a_run_waits_for_and_when_it_was_last_seen() {
        UUID run = due(aJob().target("one").build());
        assertThat(why(run).reason()).isEqualTo("next");

        store.execute("update member set active = slots where id = ?", one);
        assertThat(why(run).reason()).isEqualTo("no-free-slot");
        store.execute("update member set state = 'draining' where id = ?", one);
        assertThat(why(run).reason()).isEqualTo("member-draining");
        store.execute("update member set state = 'gone' where id = ?", one);
        assertThat(why(run).detail()).contains("member one, last seen at");
        store.execute("delete from member where id = ?", one);
        assertThat(why(run).detail()).contains("has not been seen");
        store.execute("insert into seen_member values ('one', 'here', '2026-01-02T03:04:05Z')");
        assertThat(why(run).detail()).contains("last seen at 2026-01-02T03:04:05Z");
    }

    /** A member whose heartbeat stays fresh however long the test takes. */
    private UUID here(String name) {
        UUID member = store.member(name);
        store.execute("update member set heartbeat_at = now() + interval '1 hour' where id = ?", member);
        return member;
    }

    private RunWhy why(UUID run) {
        return situations.find(TENANT, run).orElseThrow().why();
    }

    private static JobSpecs every(String target) {
        return aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .target(target);
    }

    private static JobSpecs shared(String name) {
        return aJob().named(name).concurrency(1, "queue", "shared");
    }

    /** A run of a new job that has been due for a moment. */
    private UUID due(JobSpec spec) {
        return at(spec, store.now().minusMillis(100));
    }

    private UUID at(JobSpec spec, Instant at) {
        UUID job = store.job(spec.name().equals("job") ? named(spec) : spec, now.minusSeconds(600), null);
        NewRun run = NewRun.scheduled(job, spec, at);
        firing.insert(TENANT, List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }

    private static JobSpec named(JobSpec spec) {
        return aJob().named("job-" + UUID.randomUUID())
                .schedule(spec.schedule())
                .target(spec.target().members(), spec.target().expire())
                .build();
    }

    /** A new job whose instant was written by the timer. */
    private UUID fired(JobSpec spec, Instant at) {
        UUID job = store.job(spec, at.minusSeconds(60), at);
        fire(job, spec, at);
        return job;
    }

    private void fire(UUID job, JobSpec spec, Instant at) {
        List<NewRun> planned = List.of(NewRun.scheduled(job, spec, at));
        List<RunEvent> written =
                firing.fire(one, 7, List.of(new FirePlan(job, 1, at, at.plusSeconds(1), planned, 0, null, 0)));
        assertThat(written).isNotEmpty();
    }

    private List<UUID> ids() {
        List<UUID> ids = new ArrayList<>();
        store.column("select id from run order by id").forEach(id -> ids.add((UUID) id));
        return ids;
    }
}
