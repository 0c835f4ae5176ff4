package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.InvalidFieldsException;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of queues and tenants, counted from live rows. */
class LimitTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final RunControlRepository control = new RunControlRepository(store.database());
    private final FinishRepository finishes = new FinishRepository(store.database());
    private final HandBackRepository handBacks = new HandBackRepository(store.database());
    private final ClaimKinds kinds = TestClaims.kinds(store.database());
    private final Places places = new Places(new PlaceRepository(store.database()), new Told<>());
    private final RunEvents events = new RunEvents(new Told<>());
    private final Claims claims =
            new Claims(kinds, new QueueNames(new QueueNameRepository(store.database())), places, events, new Told<>());
    private final LimitControl limits = new LimitControl(
            new LimitRepository(store.database()),
            new SettleRepository(store.database()),
            new Reserves(new ReserveRepository(store.database())),
            kinds.rooms());
    private final List<UUID> refused = new ArrayList<>();
    private final UUID member = store.member();
    private Instant now;
    private int jobs;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void no_more_of_a_queue_are_active_than_its_limit_allows_and_the_rest_is_given_back() {
        limits.set("default", maxActive(3));
        List<UUID> runs = due("default", "default", 5);

        List<ClaimedRun> first = claim(runs);

        assertThat(ids(first)).containsExactlyElementsOf(runs.subList(0, 3));
        assertThat(refused).containsExactlyElementsOf(runs.subList(3, 5));
        assertThat(claim(runs)).isEmpty();
        finish(first.get(0), RunState.succeeded);
        assertThat(ids(claim(runs))).containsExactly(runs.get(3));
    }

    @Test
    void a_limit_of_one_queue_holds_up_no_other() {
        limits.set("slow", maxActive(1));
        List<UUID> slow = due("slow", "default", 3);
        List<UUID> free = due("default", "default", 3);
        List<UUID> mixed = List.of(slow.get(0), free.get(0), slow.get(1), free.get(1), slow.get(2), free.get(2));

        assertThat(ids(claim(mixed))).containsExactlyInAnyOrder(slow.get(0), free.get(0), free.get(1), free.get(2));
    }

    @Test
    void a_claim_that_began_under_a_limit_and_answers_after_its_end_bounds_nobody() {
        limits.set("default", maxActive(2));
        kinds.rooms().left(Map.of("default", 1), Map.of());
        assertThat(kinds.rooms().inQueue("default")).isEqualTo(1);

        limits.set("default", QueueLimits.NONE);
        kinds.rooms().left(Map.of("default", 1), Map.of("default", 1));

        assertThat(kinds.rooms().inQueue("default")).isEqualTo(Integer.MAX_VALUE);
        assertThat(kinds.rooms().ofTenant("default")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void a_claim_tells_of_a_limit_that_its_member_has_not_heard_of() {
        limits.set("default", maxActive(2));

        kinds.rooms().left(Map.of("news", 0), Map.of());

        assertThat(kinds.rooms().inQueue("news")).isZero();
        assertThat(kinds.rooms().full()).isTrue();
    }

    @Test
    void runs_that_were_claimed_before_the_limit_was_set_count() {
        List<UUID> runs = due("default", "default", 6);
        List<ClaimedRun> before = claim(runs.subList(0, 3));

        limits.set("default", maxActive(4));

        assertThat(claim(runs.subList(3, 6))).hasSize(1);
        before.forEach(run -> finish(run, RunState.succeeded));
        assertThat(claim(runs.subList(3, 6))).hasSize(2);
    }

    @Test
    void a_limit_that_is_lowered_lets_nothing_begin_until_enough_has_ended() {
        limits.set("default", maxActive(4));
        List<UUID> runs = due("default", "default", 8);
        List<ClaimedRun> active = claim(runs);

        limits.set("default", maxActive(2));

        assertThat(claim(runs)).isEmpty();
        active.subList(0, 2).forEach(run -> finish(run, RunState.succeeded));
        assertThat(claim(runs)).isEmpty();
        finish(active.get(2), RunState.succeeded);
        assertThat(claim(runs)).hasSize(1);
    }

    @Test
    void a_limit_that_is_taken_away_and_set_again_counts_what_began_in_between() {
        limits.set("default", maxActive(1));
        List<UUID> runs = due("default", "default", 6);
        claim(runs.subList(0, 2));
        limits.set("default", new QueueLimits(null, null, null, null));
        assertThat(claim(runs.subList(1, 4))).hasSize(3);

        limits.set("default", maxActive(5));

        assertThat(claim(runs.subList(4, 6))).hasSize(1);
    }

    @Test
    void a_claim_that_has_not_seen_the_limit_is_waited_for_and_counts() throws Exception {
        List<UUID> runs = due("default", "default", 3);
        CompletableFuture<Void> setting;
        try (Connection claiming = store.source().getConnection();
                Statement statement = claiming.createStatement()) {
            claiming.setAutoCommit(false);
            statement.execute("update run set state = 'active', attempt = 1, member = '" + member
                    + "', claimed_at = clock_timestamp() where id = '" + runs.get(0) + "'");
            setting = CompletableFuture.runAsync(() -> limits.set("default", maxActive(1)));
            awaitUnsettled();
            assertThat(claim(runs.subList(1, 3)))
                    .as("nothing begins while it is being set")
                    .isEmpty();
            assertThat(setting).isNotDone();
            claiming.commit();
        }
        setting.get(10, TimeUnit.SECONDS);

        assertThat(claim(runs.subList(1, 3))).as("the one counts").isEmpty();
    }

    @Test
    void a_claim_that_counts_by_the_limit_before_is_waited_for() throws Exception {
        limits.set("default", maxActive(5));
        try (Connection claim = store.source().getConnection();
                Statement statement = claim.createStatement()) {
            claim.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('q/default', 1))");

            CompletableFuture<Void> set = CompletableFuture.runAsync(() -> limits.set("default", maxActive(2)));

            Assertions.assertThatThrownBy(() -> set.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            claim.commit();
            set.get(20, TimeUnit.SECONDS);
        }
        assertThat(claim(due("default", "default", 3))).hasSize(2);
    }

    @Test
    void a_claim_that_does_not_end_holds_up_no_limit_for_ever() throws Exception {
        limits.set("default", maxActive(5));
        try (Connection claim = store.source().getConnection();
                Statement statement = claim.createStatement()) {
            claim.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('q/default', 1))");

            limits.set("default", maxActive(2));

            assertThat(store.value("select max_active from queue where name = 'default'"))
                    .as("set while the claim goes on")
                    .isEqualTo(2);
            claim.rollback();
        }
        limits.settle();
        assertThat(claim(due("default", "default", 3))).hasSize(2);
    }

    @Test
    void a_run_with_a_key_that_has_places_waits_for_its_queue() {
        limits.set("slow", maxActive(1));
        JobSpec spec = aJob().named("keyed")
                .queue("slow")
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(3, "queue", null)
                .build();
        UUID job = store.job(spec, now, null);
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runs.add(insert(NewRun.scheduled(job, spec, now.minusSeconds(60 - i)), "slow", "default"));
        }
        claim(runs);

        assertThat(why(runs.get(1)).reason()).isEqualTo("queue-limit");
        assertThat(why(runs.get(1)).behind()).containsExactly(runs.get(0));
    }

    @Test
    void what_a_setter_that_died_has_left_behind_is_settled_by_the_timer() {
        List<UUID> runs = due("default", "default", 3);
        claim(runs.subList(0, 1));
        new LimitRepository(store.database()).set("default", maxActive(2));
        assertThat(claim(runs.subList(1, 3))).isEmpty();

        limits.settle();

        assertThat(claim(runs.subList(1, 3))).hasSize(1);
    }

    private void awaitUnsettled() throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!Boolean.FALSE.equals(store.value("select settled from queue where name = 'default'"))
                && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void crash_hand_back_cancel_and_retry_leave_no_place_behind() {
        limits.set("default", maxActive(4));
        List<UUID> runs = due("default", "default", 8);
        List<ClaimedRun> active = claim(runs);
        assertThat(active).hasSize(4);

        finish(active.get(0), RunState.retrying);
        handBacks.handBack(member, active.subList(1, 2), "it stops");
        control.cancel("default", List.of(active.get(2).id()), "why", "ada");
        store.execute("delete from member where id = ?", member);
        rescues.rescue(List.of(member));

        assertThat(store.value("select count(*) from run where held and finished_at is null"))
                .isEqualTo(0L);
        assertThat(claims.claim(store.member(), runs, refused)).hasSize(4);
    }

    @Test
    void runs_with_a_key_count_like_all_others_and_keep_to_their_key() {
        limits.set("default", maxActive(2));
        JobSpec spec = aJob().named("keyed")
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(2, "queue", null)
                .build();
        UUID job = store.job(spec, now, null);
        List<UUID> runs = new ArrayList<>(due("default", "default", 1));
        for (int i = 0; i < 3; i++) {
            runs.add(insert(NewRun.scheduled(job, spec, now.minusSeconds(30 - i)), "default", "default"));
        }

        List<ClaimedRun> first = claim(runs);

        assertThat(first).hasSize(2);
        assertThat(store.value("select count(*) from run where state = 'active' and held"))
                .isEqualTo(2L);
        assertThat(claim(runs)).isEmpty();
        finish(first.get(0), RunState.succeeded);
        assertThat(claim(runs)).hasSize(1);
    }

    @Test
    void a_tenant_has_no_more_active_runs_than_it_may_over_all_queues() {
        limits.setTenant("acme", new TenantLimits(2, null));
        List<UUID> acme = new ArrayList<>(due("default", "acme", 2));
        acme.addAll(due("slow", "acme", 2));
        List<UUID> other = due("default", "other", 2);
        List<UUID> all = new ArrayList<>(acme);
        all.addAll(other);

        List<ClaimedRun> claimed = claim(all);

        assertThat(ids(claimed)).containsExactlyInAnyOrder(acme.get(0), acme.get(1), other.get(0), other.get(1));
        assertThat(refused).containsExactlyElementsOf(acme.subList(2, 4));
    }

    @Test
    void what_a_tenant_has_no_place_for_takes_no_place_of_its_queue() {
        limits.setTenant("acme", new TenantLimits(1, null));
        limits.set("default", maxActive(3));
        List<UUID> runs = new ArrayList<>(due("default", "acme", 4));
        List<UUID> other = due("default", "other", 4);
        runs.addAll(other);

        assertThat(ids(claim(runs))).containsExactlyInAnyOrder(runs.get(0), other.get(0), other.get(1));
    }

    @Test
    void a_rate_lets_runs_begin_as_its_bucket_fills_by_the_databases_clock() {
        limits.set("default", new QueueLimits(null, 0.001, null, null));
        List<UUID> runs = due("default", "default", 9);
        assertThat(claim(runs)).as("the bucket begins empty").isEmpty();

        store.execute("update queue_rate set tokens = 1, at = clock_timestamp()");
        assertThat(claim(runs)).hasSize(1);
        assertThat(claim(runs)).isEmpty();
        limits.set("default", new QueueLimits(null, 2.0, null, null));
        store.execute("update queue_rate set tokens = 0, at = clock_timestamp() - interval '1 hour'");
        assertThat(claim(runs)).as("no more than a second's worth at once").hasSize(2);
        assertThat((double) store.value("select tokens from queue_rate")).isLessThan(1);
    }

    @Test
    void a_rate_counts_nothing_and_leaves_the_claim_of_its_runs_as_it_is() {
        limits.set("default", new QueueLimits(null, 1000.0, null, null));
        store.execute("update queue_rate set tokens = 100");

        claim(due("default", "default", 2));

        assertThat(store.value("select count(*) from run where held")).isEqualTo(0L);
    }

    @Test
    void after_a_start_of_the_database_the_bucket_is_empty() {
        limits.set("default", new QueueLimits(null, 0.001, null, null));
        store.execute("update queue_rate set tokens = 1, at = pg_postmaster_start_time() - interval '1 second'");

        assertThat(claim(due("default", "default", 2))).isEmpty();
    }

    @Test
    void a_lost_member_claims_nothing() {
        limits.set("default", maxActive(3));
        store.execute("update member set state = 'gone'");

        assertThat(claim(due("default", "default", 2))).isEmpty();
    }

    @Test
    void a_paused_queue_stays_held_whatever_its_limit() {
        limits.set("default", maxActive(3));
        store.execute("update queue set paused = true where name = 'default'");

        assertThat(claim(due("default", "default", 2))).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void a_member_asks_for_as_many_as_there_are_places_and_for_none_of_what_is_full() {
        limits.set("slow", maxActive(2));
        limits.setTenant("acme", new TenantLimits(1, 4));
        limits.set("default", new QueueLimits(null, null, 7, null));
        List<UUID> slow = due("slow", "default", 3);
        assertThat(opening("slow").most()).isEqualTo(2);
        assertThat(opening("default").weight()).isEqualTo(7);
        assertThat(claims.openings().tenants()).containsExactly(new Openings.Opening("acme", 4, 1));

        List<ClaimedRun> active = claim(slow);

        assertThat(claims.openings().queues())
                .extracting(Openings.Opening::name)
                .containsExactly("default");
        assertThat(claims.openings().full()).isTrue();
        finish(active.get(0), RunState.succeeded);
        kinds.rooms()
                .over(new RunEvent.Succeeded(active.get(0).id(), active.get(0).job(), "slow", 1, Duration.ZERO));
        assertThat(opening("slow").most()).isEqualTo(1);
    }

    private Openings.Opening opening(String queue) {
        return claims.openings().queues().stream()
                .filter(opening -> opening.name().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void why_names_the_limit_and_who_fills_it() {
        limits.set("default", maxActive(1));
        List<UUID> runs = due("default", "default", 2);
        claim(runs);

        RunWhy why = why(runs.get(1));

        assertThat(why.reason()).isEqualTo("queue-limit");
        assertThat(why.detail()).contains("default", "1 active");
        assertThat(why.behind()).containsExactly(runs.get(0));

        limits.set("default", new QueueLimits(null, null, null, null));
        limits.setTenant("default", new TenantLimits(1, null));
        assertThat(why(runs.get(1)).reason()).isEqualTo("tenant-limit");
        assertThat(why(runs.get(1)).behind()).containsExactly(runs.get(0));
    }

    @Test
    void why_tells_when_a_rate_lets_the_next_begin() {
        limits.set("default", new QueueLimits(null, 0.1, null, null));
        List<UUID> runs = due("default", "default", 1);

        RunWhy why = why(runs.get(0));

        assertThat(why.reason()).isEqualTo("queue-rate");
        assertThat(why.earliestStart()).isBetween(store.now(), store.now().plusSeconds(11));
    }

    @Test
    void limits_that_do_not_hold_are_refused_by_name() {
        Assertions.assertThatThrownBy(() -> new QueueLimits(0, -1.0, 0, 0))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining("maxActive")
                .hasMessageContaining("ratePerSecond")
                .hasMessageContaining("weight")
                .hasMessageContaining("maxBacklog");
        Assertions.assertThatThrownBy(() -> limits.set("a/b", maxActive(1))).isInstanceOf(InvalidFieldsException.class);
    }

    private RunWhy why(UUID run) {
        return new RunSituationRepository(store.database())
                .find("default", run)
                .orElseThrow()
                .why();
    }

    private static QueueLimits maxActive(int most) {
        return new QueueLimits(most, null, null, null);
    }

    private List<ClaimedRun> claim(List<UUID> runs) {
        refused.clear();
        return claims.claim(member, runs, refused);
    }

    private List<UUID> due(String queue, String tenant, int count) {
        JobSpec spec = aJob().named("job" + jobs++).queue(queue).build();
        UUID job = store.job(spec, now, null);
        store.execute("insert into queue (name) values (?) on conflict do nothing", queue);
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(insert(NewRun.scheduled(job, spec, now.minusSeconds(60 - i)), queue, tenant));
        }
        return runs;
    }

    private UUID insert(NewRun run, String queue, String tenant) {
        firing.insert(tenant, List.of(new FireRepository.Queued(run, queue)));
        return run.id();
    }

    private void finish(ClaimedRun run, RunState state) {
        finishes.finish(
                member,
                List.of(new Finish(run, state, Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, null, null)));
    }

    private static List<UUID> ids(List<ClaimedRun> runs) {
        return runs.stream().map(ClaimedRun::id).toList();
    }
}
