package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runs are claimed without a decision about their key, and that all others are left to it. */
class LoneClaimTest {

    private static final int ROUNDS = 100;

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
                "state = 'active', attempt = 1",
                "state = 'retrying', attempt = 1, due_at = now() + interval '1 hour'",
                "blocked = true",
                "state = 'active', attempt = 1, member = null, callback_until = now()"
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
        assertThat(claimed(List.of(run))).containsExactly(run);
    }

    @Test
    void a_member_that_is_given_up_claims_nothing() {
        UUID run = run(spec("skip", null), now);
        store.execute("update member set state = 'gone' where id = ?", member);

        assertThat(claimed(List.of(run))).isEmpty();
    }

    @Test
    void of_two_members_that_claim_different_runs_of_a_key_one_gets_its_run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Claims claims = new Claims(
                TestClaims.kinds(store.database()),
                new QueueNames(new QueueNameRepository(store.database())),
                new Places(new PlaceRepository(store.database()), new Told<>()),
                new RunEvents(new Told<>()),
                new Told<>());
        for (int i = 0; i < ROUNDS; i++) {
            JobSpec spec = spec("queue", "key-" + i);
            UUID one = run(spec, now.minusSeconds(1));
            // The other comes while the first is being claimed.
            Callable<Object> other = () -> claims.claim(
                    member, List.of(run(spec("queue", spec.concurrency().key()), now)));
            List<Future<Object>> both = threads.invokeAll(List.of(() -> claims.claim(member, List.of(one)), other));
            for (Future<Object> each : both) {
                each.get();
            }
        }
        threads.shutdown();

        assertThat(
                        store.value(
                                "select max(n) from (select count(*) as n from run where state = 'active' group by concurrency_key) k"))
                .isEqualTo(1L);
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
