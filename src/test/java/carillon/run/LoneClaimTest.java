package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runs are claimed without a decision about their key, and that all others are left to it. */
class LoneClaimTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final LoneClaimRepository lone = new LoneClaimRepository(store.database());
    private final UUID member = store.member();
    private Instant now;
    private int jobs;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "queue", "cancel-oldest"})
    void a_run_whose_key_is_its_own_is_claimed(String policy) {
        JobSpec spec = spec(policy, "mine");
        UUID run = run(spec, now);

        Decided decided = lone.claim(member, List.of(run));

        assertThat(decided.runs()).extracting(ClaimedRun::id).containsExactly(run);
        assertThat(decided.ids()).containsExactly(run);
        assertThat(decided.runs().get(0).attempt()).isEqualTo(1);
        assertThat(decided.runs().get(0).awaitedKey()).isEqualTo("default/mine");
        assertThat(store.value("select member from run where id = ? and state = 'active'", run))
                .isEqualTo(member);
    }

    @Test
    void nobody_can_wait_for_the_place_of_a_job_that_skips() {
        UUID run = run(spec("skip", null), now);

        assertThat(lone.claim(member, List.of(run)).runs().get(0).awaitedKey()).isNull();
    }

    @Test
    void the_next_instants_that_are_there_already_do_not_matter() {
        JobSpec spec = spec("skip", null);
        UUID job = store.job(spec, now, null);
        UUID run = insert(job, spec, now);
        UUID next = insert(job, spec, now.plusSeconds(60));

        assertThat(claimed(List.of(run, next))).containsExactly(run);
    }

    @Test
    void a_retry_that_is_alone_is_claimed_again() {
        UUID run = run(spec("skip", null), now);
        lone.claim(member, List.of(run));
        store.execute("update run set state = 'retrying', due_at = now() where id = ?", run);

        assertThat(lone.claim(member, List.of(run)).runs())
                .extracting(ClaimedRun::attempt)
                .containsExactly(2);
    }

    @Test
    void of_two_that_are_due_neither_is() {
        JobSpec spec = spec("skip", null);
        UUID job = store.job(spec, now, null);
        UUID one = insert(job, spec, now.minusSeconds(1));
        UUID other = insert(job, spec, now);

        assertThat(claimed(List.of(one))).isEmpty();
        assertThat(claimed(List.of(other))).isEmpty();
        assertThat(claimed(List.of(one, other))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'active', attempt = 1, due_at = now() + interval '1 hour'",
                "state = 'retrying', attempt = 1, due_at = now() + interval '1 hour'",
                "blocked = true",
                "state = 'active', attempt = 1, member = null, callback_until = now(), due_at = now() + interval '1 hour'"
            })
    void one_of_whose_key_another_has_begun_or_waits_is_not(String others) {
        JobSpec spec = spec("queue", "shared");
        UUID other = run(spec, now.minusSeconds(1));
        UUID run = run(spec("queue", "shared"), now);
        store.execute("update run set " + others + " where id = ?", other);

        assertThat(claimed(List.of(run))).isEmpty();

        store.execute("update run set state = 'succeeded', finished_at = now(), blocked = false where id = ?", other);
        assertThat(claimed(List.of(run))).containsExactly(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "due_at = now() + interval '1 minute'",
                "concurrency_key = null",
                "blocked = true",
                "target = 'elsewhere'",
                "state = 'active'",
                "state = 'cancelled', finished_at = now()"
            })
    void what_is_not_due_or_not_for_this_member_is_left_alone(String so) {
        UUID run = run(spec("skip", null), now);
        store.execute("update run set " + so + " where id = ?", run);

        assertThat(claimed(List.of(run))).isEmpty();
    }

    @Test
    void queues_and_tenants_that_are_held_or_bounded_are_left_alone() {
        UUID run = run(spec("skip", null), now);
        store.execute("insert into queue (name) values ('default') on conflict do nothing");

        store.execute("update queue set paused = true where name = 'default'");
        assertThat(claimed(List.of(run))).isEmpty();
        store.execute("update queue set paused = false, max_active = 5 where name = 'default'");
        assertThat(claimed(List.of(run))).isEmpty();
        store.execute("update queue set max_active = null where name = 'default'");
        store.execute("insert into tenant (id, max_active) values ('default', 5)"
                + " on conflict (id) do update set max_active = 5");
        assertThat(claimed(List.of(run))).isEmpty();
        store.execute("update tenant set max_active = null");
        assertThat(claimed(List.of(run))).containsExactly(run);
    }

    @Test
    void a_member_that_is_given_up_claims_nothing() {
        UUID run = run(spec("skip", null), now);
        store.execute("update member set state = 'gone' where id = ?", member);

        assertThat(claimed(List.of(run))).isEmpty();
    }

    /** The first claim waits for a row that somebody else holds; it has the lock of the key by then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void another_run_of_a_key_is_not_decided_about_while_one_is_being_claimed(boolean alone) throws Exception {
        UUID one = run(spec("queue", "shared"), now.minusSeconds(1));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection holder = store.source().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from run where id = '" + one + "' for update");
            Future<List<UUID>> first = threads.submit(() -> claimed(List.of(one)));
            await().until(() -> waiting("wait_event_type = 'Lock' and wait_event <> 'advisory'") == 1);
            UUID other = run(spec("queue", "shared"), now);

            Future<?> second = threads.submit(() -> alone
                    ? lone.claim(store.member(), List.of(other))
                    : new KeyedClaimRepository(store.database()).claim(store.member(), List.of(other)));
            await().until(() -> waiting("wait_event = 'advisory'") == 1);
            holder.rollback();

            second.get();
            assertThat(first.get()).containsExactly(one);
            assertThat(store.column("select id from run where state = 'active'"))
                    .containsExactly(one);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What its member does with a run must not depend on the way it was claimed. */
    @ParameterizedTest
    @CsvSource({"skip,", "queue,", "cancel-oldest,", "skip, mine", "queue, mine"})
    void it_answers_as_a_decision_would(String policy, String key) {
        for (IntervalMode mode : IntervalMode.values()) {
            for (boolean batched : List.of(false, true)) {
                JobSpec spec = aJob().named("job-" + jobs++)
                        .schedule(new IntervalSchedule(Duration.ofSeconds(1), mode))
                        .concurrency(1, policy, key)
                        .build();
                UUID run = run(spec, now);
                store.execute(
                        "update run set batch = case when ? then gen_random_uuid() end where id = ?", batched, run);
                ClaimedRun claimed = lone.claim(member, List.of(run)).runs().get(0);
                store.execute(
                        "update run set state = 'scheduled', attempt = 0, member = null, claimed_at = null where id = ?",
                        run);

                Decided decided = new KeyedClaimRepository(store.database()).claim(member, List.of(run));

                assertThat(claimed)
                        .usingRecursiveComparison()
                        .ignoringFields("claimedAt", "traceparent", "givenTrace")
                        .isEqualTo(decided.runs().get(0));
                assertThat(claimed.followUp()).isEqualTo(mode == IntervalMode.FIXED_DELAY ? "PT1S" : null);
                assertThat(decided.contended()).isEmpty();
                store.execute("update run set state = 'succeeded', finished_at = now() where id = ?", run);
            }
        }
    }

    @Test
    void a_decision_tells_of_others_that_want_the_key() {
        KeyedClaimRepository keyed = new KeyedClaimRepository(store.database());
        UUID one = run(spec("queue", "shared"), now.minusSeconds(1));
        UUID other = run(spec("queue", "shared"), now);

        assertThat(keyed.claim(member, List.of(one)).contended()).containsExactlyInAnyOrder(one, other);
        store.execute("update run set state = 'succeeded', finished_at = now() where id = ?", one);
        assertThat(store.value("select blocked from run where id = ?", other)).isEqualTo(true);
        UUID third = run(spec("queue", "shared"), now);
        assertThat(keyed.claim(member, List.of(third)).contended()).containsExactly(third);
    }

    private long waiting(String condition) {
        return (long) store.value(
                "select count(*) from pg_stat_activity where datname = current_database() and " + condition);
    }

    private List<UUID> claimed(List<UUID> ids) {
        return lone.claim(member, ids).runs().stream().map(ClaimedRun::id).toList();
    }

    private JobSpec spec(String policy, String key) {
        return aJob().named("job-" + jobs++)
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(1, policy, key)
                .build();
    }

    private UUID run(JobSpec spec, Instant at) {
        return insert(store.job(spec, now, null), spec, at);
    }

    private UUID insert(UUID job, JobSpec spec, Instant at) {
        NewRun run = NewRun.scheduled(job, spec, at);
        firing.insert("default", List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }
}
