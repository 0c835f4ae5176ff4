package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Statements that PostgreSQL undoes because they wait for somebody who waits for them. The other one never looks whether he
 * is in a deadlock, so that it is always ours that is undone.
 */
class DeadlockTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final FinishRepository finishes = new FinishRepository(store.database());
    private final HandBackRepository handBacks = new HandBackRepository(store.database());
    private final RunControlRepository control = new RunControlRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final LimitControl limits = new LimitControl(
            new LimitRepository(store.database()),
            new SettleRepository(store.database()),
            new Reserves(new ReserveRepository(store.database())),
            TestClaims.rooms(store.database()));
    private final UUID member = store.member();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private Instant now;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void a_claim_that_lost_in_a_deadlock_is_made_again() throws Exception {
        List<UUID> runs = dueRuns(aJob().build());

        assertThat(undone(runs, () -> new ClaimRepository(store.database()).claim(member, runs)))
                .hasSize(3);
    }

    @Test
    void so_is_a_claim_of_runs_that_may_not_overlap() throws Exception {
        List<UUID> runs = dueRuns(keyed());
        store.execute("update run set concurrency_key = id::text");

        assertThat(undone(runs, () -> new LoneClaimRepository(store.database())
                        .claim(member, runs)
                        .runs()))
                .hasSize(3);
        assertThat(advisoryLocks()).isZero();
    }

    @Test
    void so_is_a_decision_about_those_that_may_not_overlap() throws Exception {
        List<UUID> runs = dueRuns(keyed());

        assertThat(undone(runs, () -> new KeyedClaimRepository(store.database())
                        .claim(member, runs)
                        .runs()))
                .hasSize(3);
        assertThat(advisoryLocks()).isZero();
    }

    @Test
    void so_is_a_claim_of_runs_with_a_limit() throws Exception {
        limits.set("default", new QueueLimits(10, null, null, null));
        List<UUID> runs = dueRuns(aJob().build());
        LimitedClaimRepository claims = new LimitedClaimRepository(store.database());

        assertThat(undone(runs, () -> claims.claim(member, runs).decided().runs()))
                .hasSize(3);
        assertThat(store.value("select count(*) from run where held")).isEqualTo(3L);
        assertThat(advisoryLocks()).isZero();
    }

    @Test
    void so_is_a_claim_of_runs_with_a_limit_that_may_not_overlap() throws Exception {
        limits.set("default", new QueueLimits(10, null, null, null));
        List<UUID> runs = dueRuns(keyed());
        LimitedClaimRepository claims = new LimitedClaimRepository(store.database());

        assertThat(undone(runs, () -> claims.claimKeyed(member, runs).decided().runs()))
                .hasSize(3);
        assertThat(advisoryLocks()).isZero();
    }

    @Test
    void so_are_outcomes_and_each_counts_once() throws Exception {
        List<UUID> runs = dueRuns(aJob().build());
        List<Finish> batch = active(runs).stream().map(DeadlockTest::finish).toList();

        assertThat(undone(runs, () -> finishes.finish(member, batch).ids())).hasSize(3);
        assertThat(store.value("select count(*) from run where state = 'succeeded'"))
                .isEqualTo(3L);
    }

    @Test
    void so_is_what_a_member_hands_back() throws Exception {
        List<UUID> runs = dueRuns(aJob().build());
        List<ClaimedRun> held = active(runs);

        assertThat(undone(runs, () -> handBacks.handBack(member, held, "it stops")))
                .hasSize(3);
        assertThat(store.column("select distinct forgiven from run")).containsExactly(1);
    }

    @Test
    void so_is_a_rescue() throws Exception {
        List<UUID> runs = dueRuns(aJob().build());
        active(runs);

        assertThat(undone(runs, () -> rescues.rescue(List.of(member)))).hasSize(3);
        assertThat(store.column("select distinct crashes from run")).containsExactly(1);
    }

    @Test
    void so_is_a_cancel() throws Exception {
        List<UUID> runs = dueRuns(aJob().build());

        assertThat(undone(runs, () -> control.cancel("default", runs, "why", "ada")))
                .hasSize(3);
    }

    /**
     * Ours has one end of the three runs and waits for the middle, whose holder lets go of it as soon as the other one, who
     * has the other end, waits for the first. At which end ours begins is up to its plan.
     */
    private <T> Collection<T> undone(List<UUID> runs, Callable<Collection<T>> ours) throws Exception {
        try (Connection holder = transaction();
                Connection other = transaction()) {
            lock(holder, runs.get(1));
            Future<Collection<T>> result = threads.submit(ours);
            awaitWaiter(holder);
            UUID begun = isLocked(runs.get(0)) ? runs.get(0) : runs.get(2);
            lock(other, begun.equals(runs.get(0)) ? runs.get(2) : runs.get(0));
            Future<?> crossing = threads.submit(() -> {
                lock(other, begun);
                return null;
            });
            await().until(() -> waits(other));
            holder.commit();
            crossing.get();
            awaitWaiter(other);
            other.commit();
            return result.get();
        }
    }

    /** Of somebody who never looks whether he is part of a deadlock. */
    private Connection transaction() throws SQLException {
        Connection connection = store.source().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set deadlock_timeout = '1h'");
        }
        return connection;
    }

    private static void lock(Connection connection, UUID run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1 from run where id = ? for update")) {
            statement.setObject(1, run);
            statement.executeQuery().close();
        }
    }

    private boolean isLocked(UUID run) {
        return store.column("select 1 from run where id = ? for update skip locked", run)
                .isEmpty();
    }

    private void awaitWaiter(Connection holder) {
        await().until(() ->
                store.column("select pid from pg_stat_activity where ? = any(pg_blocking_pids(pid))", pid(holder))
                                .size()
                        == 1);
    }

    private boolean waits(Connection connection) throws SQLException {
        return (boolean) store.value("select cardinality(pg_blocking_pids(?)) > 0", pid(connection));
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private long advisoryLocks() {
        return (long) store.value("select count(*) from pg_locks where locktype = 'advisory'");
    }

    private static JobSpec keyed() {
        return aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(3, "queue", null)
                .build();
    }

    /** Three of them, in the order of their ids. */
    private List<UUID> dueRuns(JobSpec spec) {
        UUID job = store.job(spec, now, null);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NewRun run = NewRun.scheduled(job, spec, now.minusSeconds(3 - i));
            firing.insert("default", List.of(new FireRepository.Queued(run, "default")));
            ids.add(run.id());
        }
        return ids;
    }

    private List<ClaimedRun> active(List<UUID> runs) {
        return new ClaimRepository(store.database()).claim(member, runs);
    }

    private static Finish finish(ClaimedRun run) {
        return new Finish(run, RunState.succeeded, Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, null, null);
    }
}
