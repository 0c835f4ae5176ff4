package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.JobSpec;
import carillon.job.ManualSchedule;
import carillon.platform.Database;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done to many runs at once, on the real database. */
class RunActionsTest {

    private static final String TENANT = "default";

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final RunRepository repository = new RunRepository(store.database());
    private final RunActions actions = actions(store.database());
    private Instant now;
    private int jobs;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void a_trial_counts_and_changes_nothing() {
        dead(3);

        RunActionView trial = actions.trial(TENANT, RunActionKind.retry, state(RunState.failed), null, "ada");

        assertThat(trial.matched()).isEqualTo(3);
        assertThat(trial.id()).isNull();
        assertThat(actions.step()).isFalse();
        assertThat(count("state = 'failed'")).isEqualTo(3);
    }

    @Test
    void dead_letters_begin_again_step_by_step() {
        dead(RunActions.STEP + 20);
        RunActionView begun = actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");
        assertThat(begun.matched()).isEqualTo(RunActions.STEP + 20);
        assertThat(begun.done()).isZero();

        assertThat(actions.step()).isTrue();

        RunActionView amid = actions.find(TENANT, begun.id());
        assertThat(amid.done()).isEqualTo(RunActions.STEP);
        assertThat(amid.endedAt()).isNull();
        assertThat(count("state = 'retrying'")).isEqualTo(RunActions.STEP);

        assertThat(actions.step()).isTrue();

        RunActionView end = actions.find(TENANT, begun.id());
        assertThat(end.done()).isEqualTo(RunActions.STEP + 20);
        assertThat(end.endedAt()).isNotNull();
        assertThat(count("state = 'failed'")).isZero();
        assertThat(actions.step()).isFalse();
    }

    @Test
    void what_fails_again_is_not_retried_again() {
        dead(RunActions.STEP);
        RunActionView begun = actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");
        actions.step();
        fail();

        actions.step();

        assertThat(actions.find(TENANT, begun.id()).done()).isEqualTo(RunActions.STEP);
        assertThat(actions.find(TENANT, begun.id()).endedAt()).isNotNull();
        assertThat(count("state = 'failed'")).isEqualTo(RunActions.STEP);
    }

    @Test
    void a_step_whose_member_dies_is_done_again_whole() {
        dead(10);
        RunActionView begun = actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");

        try (OneTransaction dies = new OneTransaction(store)) {
            assertThat(actions(dies.database()).step()).isTrue();
        }

        assertThat(actions.find(TENANT, begun.id()).done()).isZero();
        assertThat(count("state = 'failed'")).isEqualTo(10);
        assertThat(actions.step()).isTrue();
        assertThat(actions.find(TENANT, begun.id()).done()).isEqualTo(10);
    }

    @Test
    void a_step_under_way_elsewhere_is_not_waited_for() {
        dead(1);
        actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");

        try (OneTransaction other = new OneTransaction(store)) {
            actions(other.database()).step();

            assertThat(actions.step()).isFalse();
        }
    }

    @Test
    void what_waits_is_cancelled_with_the_reason() {
        IntStream.range(0, 5).forEach(i -> insert("default", i));
        RunActionFilter filter = new RunActionFilter(null, null, "default", null, null, null, null, null, null);
        RunActionView begun = actions.start(TENANT, RunActionKind.cancel, filter, "moved away", null, "ada");
        store.execute("update run_action set created_at = created_at - interval '1 hour'");
        actions.step();
        assertThat(count("state = 'scheduled'")).as("came later").isEqualTo(5);

        begun = actions.start(TENANT, RunActionKind.cancel, filter, "moved away", null, "ada");
        actions.step();

        assertThat(actions.find(TENANT, begun.id()).done()).isEqualTo(5);
        assertThat(count("state = 'cancelled' and reason = 'moved away' and cancelled_by = 'ada'"))
                .isEqualTo(5);
    }

    @Test
    void each_criterion_leaves_out_the_others() {
        UUID one = insert("slow", 10);
        UUID other = insert("default", 20);
        store.execute("update run set error = 'Connection REFUSED' where id = ?", one);
        UUID job = (UUID) store.value("select job_id from run where id = ?", one);
        UUID member = store.member();
        store.execute("update run set member = ?, batch = ? where id = ?", member, member, one);

        assertMatches(1, new RunActionFilter(job, null, null, null, null, null, null, null, null));
        assertMatches(2, new RunActionFilter(null, RunState.scheduled, null, null, null, null, null, null, null));
        assertMatches(0, new RunActionFilter(null, RunState.active, null, null, null, null, null, null, null));
        assertMatches(1, new RunActionFilter(null, null, "slow", null, null, null, null, null, null));
        assertMatches(1, new RunActionFilter(null, null, null, member, null, null, null, null, null));
        assertMatches(1, new RunActionFilter(null, null, null, null, member, null, null, null, null));
        assertMatches(1, new RunActionFilter(null, null, null, null, null, now.minusSeconds(15), null, null, null));
        assertMatches(1, new RunActionFilter(null, null, null, null, null, null, now.minusSeconds(15), null, null));
        assertMatches(1, new RunActionFilter(null, null, null, null, null, null, null, "refused", null));
        assertThat(repository.find(TENANT, other)).isPresent();
        assertThat(actions.trial(
                                "another",
                                RunActionKind.cancel,
                                new RunActionFilter(null, null, "slow", null, null, null, null, null, null),
                                null,
                                "ada")
                        .matched())
                .isZero();
    }

    @Test
    void an_action_is_found_in_its_tenant_only() {
        RunActionView begun = actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");

        assertThat(actions.find(TENANT, begun.id()).filter()).isEqualTo(state(RunState.failed));
        assertThatThrownBy(() -> actions.find("another", begun.id())).isInstanceOf(UnknownActionException.class);
        actions.step();
        store.execute("update run_action set ended_at = ended_at - interval '8 days'");
        new PruneRepository(store.database()).deletePastActions();
        assertThatThrownBy(() -> actions.find(TENANT, begun.id())).isInstanceOf(UnknownActionException.class);
    }

    @Test
    void a_retry_into_a_full_queue_is_refused_and_stores_nothing() {
        dead(2);
        IntStream.range(0, 3).forEach(i -> insert("default", i));
        mostWaiting(3);

        assertThatThrownBy(() -> actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada"))
                .isInstanceOf(BacklogFullException.class)
                .hasMessageContaining("default");

        assertThat(actions.step()).isFalse();
        assertThat(count("state = 'failed'")).isEqualTo(2);
    }

    @Test
    void a_retry_of_one_run_into_a_full_queue_is_refused() {
        dead(1);
        IntStream.range(0, 3).forEach(i -> insert("default", i));
        mostWaiting(3);
        UUID run = (UUID) store.value("select id from run where state = 'failed'");

        assertThatThrownBy(() -> control(store.database()).retry(TENANT, run, null, "ada"))
                .isInstanceOf(BacklogFullException.class);

        assertThat(count("state = 'failed'")).isEqualTo(1);
    }

    @Test
    void another_queue_that_is_full_is_no_reason_to_refuse_a_retry() {
        dead(2);
        IntStream.range(0, 3).forEach(i -> insert("other", i));
        new LimitRepository(store.database()).set("other", new QueueLimits(null, null, null, 3));

        actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");

        assertThat(actions.step()).isTrue();
        assertThat(count("state = 'failed'")).isZero();
    }

    @Test
    void what_adds_no_runs_is_done_whatever_waits() {
        IntStream.range(0, 3).forEach(i -> insert("default", i));
        mostWaiting(3);
        RunActionFilter filter = new RunActionFilter(null, null, "default", null, null, null, null, null, null);

        RunActionView trial = actions.trial(TENANT, RunActionKind.retry, state(RunState.failed), null, "ada");
        actions.start(TENANT, RunActionKind.cancel, filter, "too much", null, "ada");
        actions.step();

        assertThat(trial.matched()).isZero();
        assertThat(count("state = 'cancelled'")).isEqualTo(3);
    }

    @Test
    void a_retry_that_was_accepted_goes_on_when_the_queue_fills_meanwhile() {
        dead(RunActions.STEP + 1);
        mostWaiting(3);
        actions.start(TENANT, RunActionKind.retry, state(RunState.failed), null, null, "ada");

        actions.step();
        actions.step();

        assertThat(count("state = 'failed'")).isZero();
    }

    private void mostWaiting(int runs) {
        new LimitRepository(store.database()).set("default", new QueueLimits(null, null, null, runs));
    }

    private RunActions actions(Database database) {
        return new RunActions(new RunActionRepository(database), control(database), announcements(database));
    }

    private static RunControl control(Database database) {
        return new RunControl(
                new RunControlRepository(database),
                new RunRepository(database),
                new RunPartitions(new RunPartitionRepository(database), null),
                new RunEvents(new Told<>()),
                announcements(database));
    }

    /** Observed by the backlog, as in the container. */
    private static Told<Object> announcements(Database database) {
        Backlog backlog = new Backlog(new BacklogRepository(database), TestClaims.rooms(database));
        return new Told<>(event -> {
            if (event instanceof BacklogGrows grows) {
                backlog.admit(grows);
            }
        });
    }

    private void assertMatches(long expected, RunActionFilter filter) {
        assertThat(actions.trial(TENANT, RunActionKind.cancel, filter, null, "ada")
                        .matched())
                .isEqualTo(expected);
    }

    private static RunActionFilter state(RunState state) {
        return new RunActionFilter(null, state, null, null, null, null, null, null, null);
    }

    /** The runs of one job, each of an instant of its own. */
    private void dead(int runs) {
        JobSpec spec = aJob().schedule(new ManualSchedule()).build();
        UUID job = store.job(spec, now.minus(Duration.ofDays(1)), null);
        firing.insert(
                TENANT,
                IntStream.range(0, runs)
                        .mapToObj(i -> NewRun.scheduled(job, spec, now.minusMillis(i)))
                        .map(run -> new FireRepository.Queued(run, "default"))
                        .toList());
        fail();
    }

    private void fail() {
        store.execute(
                "update run set state = 'failed', dead = true, attempt = attempt + 1, member = ?,"
                        + " claimed_at = clock_timestamp(), finished_at = clock_timestamp(), error = 'no answer'"
                        + " where finished_at is null",
                store.member());
    }

    private UUID insert(String queue, int secondsAgo) {
        JobSpec spec = aJob().named("job-" + jobs++)
                .schedule(new ManualSchedule())
                .queue(queue)
                .build();
        UUID job = store.job(spec, now.minus(Duration.ofDays(1)), null);
        NewRun run = NewRun.scheduled(job, spec, now.minusSeconds(secondsAgo));
        firing.insert(TENANT, List.of(new FireRepository.Queued(run, queue)));
        return run.id();
    }

    private long count(String condition) {
        return ((Number) store.value("select count(*) from run where " + condition)).longValue();
    }
}
