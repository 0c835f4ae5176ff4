package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Places of limits that a member has to itself: what they save, and how they come back whatever happens to it. */
class ReserveTest {

    private static final String COUNTED = "select count(*) from limit_place";
    private static final String RESERVED = "select coalesce(sum(places), 0) from limit_reserve";

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final FinishRepository finishes = new FinishRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final ReserveRepository repository = new ReserveRepository(store.database());
    private final Member one = new Member();
    private final Member other = new Member();
    private final LimitControl limits = new LimitControl(
            new LimitRepository(store.database()),
            new SettleRepository(store.database()),
            new Reserves(repository),
            TestClaims.rooms(store.database()));
    private Instant now;
    private int jobs;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void with_plenty_of_room_only_the_first_claim_counts() {
        limit(100);

        one.claim(due(2));
        assertThat(store.value(COUNTED)).isEqualTo(2L);
        assertThat(store.value(RESERVED)).as("half of what was free").isEqualTo(49L);

        List<ClaimedRun> active = one.claim(due(5));
        assertThat(active).hasSize(5);
        assertThat(store.value(COUNTED)).isEqualTo(2L);
        assertThat(store.value("select count(*) from run where held")).isEqualTo(2L);
        assertThat(room()).isEqualTo(100 - 2 - 49);
    }

    @Test
    void a_limit_with_little_room_is_always_counted() {
        limit(10);

        one.claim(due(3));

        assertThat(store.value(RESERVED)).isEqualTo(0L);
    }

    @Test
    void queue_and_tenant_are_reserved_together_and_a_run_of_both_needs_both() {
        limit(100);
        limits.setTenant("acme", new TenantLimits(4, null));
        one.claim(due("default", "acme", 1));
        assertThat(store.column("select name from limit_reserve")).containsExactly("default");

        one.claim(due("default", "acme", 3));
        assertThat(store.value(COUNTED)).as("the tenant's limit is counted").isEqualTo(4L);
        one.claim(due(3));
        assertThat(store.value(COUNTED)).as("others need not be").isEqualTo(4L);
    }

    @Test
    void a_queue_with_a_rate_is_never_reserved_and_pays_for_each_run() {
        limits.set("default", new QueueLimits(1_000, 50.0, null, null));
        store.execute("update queue_rate set tokens = 50, at = clock_timestamp() + interval '1 hour'");

        for (int i = 0; i < 5; i++) {
            assertThat(one.claim(due(5))).hasSize(5);
        }

        assertThat(store.value(RESERVED)).isEqualTo(0L);
        assertThat(store.value(COUNTED)).isEqualTo(25L);
    }

    @Test
    void of_a_rate_and_its_tenant_goes_what_has_room_for_all_and_is_paid_for() {
        limits.set("default", new QueueLimits(10, 10.0, null, null));
        limits.setTenant("acme", new TenantLimits(4, null));
        String fill = "update queue_rate set tokens = 10, at = clock_timestamp()";
        RatedClaimRepository rated = new RatedClaimRepository(store.database());
        List<String> groups = List.of("q/default", "t/acme");
        List<UUID> runs = due("default", "acme", 5);

        store.execute(fill);
        assertThat(rated.claim(one.id, runs, groups).decided().runs())
                .as("five in four places are to be picked")
                .isEmpty();
        assertThat(rated.claim(one.id, runs.subList(0, 3), List.of("q/default"))
                        .decided()
                        .runs())
                .as("what is not locked is not counted")
                .isEmpty();
        store.execute(fill);
        RatedClaimRepository.Rated some = rated.claim(one.id, runs.subList(0, 3), groups);

        assertThat(some.decided().runs()).hasSize(3);
        assertThat(some.queues()).containsEntry("default", 10);
        assertThat(some.tenants()).containsEntry("acme", 4);
        assertThat((double) store.value("select tokens from queue_rate")).isBetween(7.0, 7.1);
        assertThat(store.value(COUNTED)).isEqualTo(3L);
    }

    @Test
    void while_one_gives_back_another_look_passes_by() throws Exception {
        limit(100);
        one.claim(due(1));
        one.claim(due(4));
        repository.want(false, "default");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (var connection = store.source().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from limit_reserve for key share");
            Future<?> first = threads.submit(one::look);
            assertThatThrownBy(() -> first.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            threads.submit(one::look).get(20, TimeUnit.SECONDS);

            assertThat(first.isDone()).isFalse();
            connection.commit();
            first.get(20, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.value(COUNTED)).isEqualTo(5L);
    }

    @Test
    void no_reserve_is_of_a_limit_that_is_being_changed() throws Exception {
        limit(100);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (var connection = store.source().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update queue set max_active = 1 where name = 'default'");

            Future<?> granting = thread.submit(() -> repository.grant(one.id, false, "default", 1));

            assertThatThrownBy(() -> granting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            connection.commit();
            granting.get(20, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
        assertThat(store.value(RESERVED)).as("half of one").isEqualTo(0L);
    }

    @Test
    void runs_with_a_key_are_counted_and_ask_for_no_reserve() {
        limit(100);
        JobSpec spec = aJob().named("keyed")
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                .concurrency(5, "queue", null)
                .build();
        UUID job = store.job(spec, now, null);
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NewRun run = NewRun.scheduled(job, spec, now.minusMillis(60_000 - i));
            firing.insert("default", List.of(new FireRepository.Queued(run, "default")));
            runs.add(run.id());
        }

        assertThat(one.claim(runs)).hasSize(3);

        assertThat(store.value(COUNTED)).isEqualTo(3L);
        assertThat(store.value(RESERVED)).isEqualTo(0L);
    }

    @Test
    void who_gave_back_what_was_wanted_asks_again_after_half_a_minute() {
        limit(100);
        one.claim(due(1));
        repository.want(false, "default");
        one.look();

        one.claim(due(1));
        assertThat(store.value(RESERVED)).isEqualTo(0L);
        one.clock += Duration.ofSeconds(30).toNanos();
        one.claim(due(1));

        assertThat(store.value(RESERVED)).isEqualTo(48L);
    }

    @Test
    void who_finds_no_place_gets_what_another_has_in_reserve() {
        limit(40);
        one.claim(due(1));
        one.claim(due(4));
        assertThat(store.value(RESERVED)).isEqualTo(19L);
        List<UUID> many = due(40);

        List<ClaimedRun> active = other.claim(many);
        assertThat(active).as("all but the reserve").hasSize(20);
        other.look();
        one.look();

        assertThat(store.value(RESERVED)).isEqualTo(0L);
        assertThat(store.value(COUNTED))
                .as("also those that were claimed of it")
                .isEqualTo(25L);
        assertThat(other.claim(many)).hasSize(15);
        assertThat(active()).isEqualTo(40);
    }

    @Test
    void what_is_over_is_not_counted_when_the_reserve_is_given_back() {
        limit(100);
        one.claim(due(1));
        List<ClaimedRun> active = one.claim(due(4));
        one.finish(active.get(0));
        one.finish(active.get(1));

        repository.want(false, "default");
        one.look();

        assertThat(store.value(COUNTED)).isEqualTo(3L);
        active.subList(2, 4).forEach(one::finish);
        assertThat(store.value(COUNTED)).isEqualTo(1L);
    }

    @Test
    void a_wanted_reserve_is_claimed_of_no_more() {
        limit(100);
        one.claim(due(1));
        repository.want(false, "default");

        assertThat(one.claim(due(3))).hasSize(3);

        assertThat(store.value(COUNTED)).isEqualTo(4L);
    }

    @Test
    void runs_that_last_use_it_up_and_it_begins_anew() {
        limit(100);
        one.claim(due(1));
        for (int i = 0; i < 8; i++) {
            one.claim(due(6));
        }
        assertThat(store.value(COUNTED)).isEqualTo(1L);

        one.claim(due(6));
        one.look();
        assertThat(store.value(RESERVED))
                .as("there may be places again in a moment")
                .isEqualTo(49L);
        assertThat(store.value(COUNTED)).isEqualTo(7L);
        one.claim(due(6));
        one.look();

        assertThat(store.value(COUNTED)).isEqualTo(61L);
        assertThat(store.value(RESERVED)).isEqualTo(0L);
        one.claim(due(2));
        assertThat(store.value(RESERVED)).isEqualTo(18L);
    }

    @Test
    void a_limit_that_is_lowered_counts_what_was_claimed_of_reserves() {
        limit(100);
        one.claim(due(1));
        List<ClaimedRun> active = one.claim(due(6));

        limit(5);

        assertThat(store.value(RESERVED)).isEqualTo(0L);
        assertThat(store.value(COUNTED)).isEqualTo(7L);
        assertThat(one.claim(due(3))).isEmpty();
        active.subList(0, 3).forEach(one::finish);
        assertThat(one.claim(due(3))).hasSize(1);
    }

    @Test
    void while_a_limit_is_being_set_nothing_is_claimed_of_a_reserve() {
        limit(100);
        one.claim(due(1));
        store.execute("update queue set settled = false where name = 'default'");

        assertThat(one.claim(due(3))).isEmpty();
    }

    @Test
    void the_timer_takes_back_what_a_dead_member_had() {
        limit(100);
        one.claim(due(1));
        List<ClaimedRun> active = one.claim(due(4));
        store.execute(
                "update run set callback_until = now() + interval '1 hour' where id = ?",
                active.get(0).id());
        store.execute("update member set state = 'gone' where id = ?", one.id);
        rescues.rescue(List.of(one.id));

        assertThat(store.column("select kind from timer_work")).contains("LIMITS");
        limits.settle();

        assertThat(store.value(RESERVED)).isEqualTo(0L);
        assertThat(store.column("select run from limit_place"))
                .as("what a target performs goes on")
                .containsExactly(active.get(0).id());
        assertThat(store.column("select kind from timer_work")).doesNotContain("LIMITS");
    }

    @Test
    void the_timer_takes_back_what_a_member_keeps_though_it_is_wanted() {
        limit(100);
        one.claim(due(1));
        one.claim(due(4));
        repository.want(false, "default");
        limits.settle();
        assertThat(store.value(RESERVED)).as("it has five seconds").isEqualTo(49L);

        store.execute("update limit_reserve set wanted_at = wanted_at - interval '6 seconds'");
        limits.settle();

        assertThat(store.value(RESERVED)).isEqualTo(0L);
        assertThat(store.value(COUNTED)).isEqualTo(5L);
        assertThat(one.claim(due(3))).as("its claims find it gone").hasSize(3);
        assertThat(store.value(COUNTED)).isEqualTo(8L);
    }

    @Test
    void a_claim_whose_answer_was_lost_is_counted() {
        limit(100);
        one.claim(due(1));
        List<UUID> runs = due(3);
        store.execute("create function fail() returns trigger language plpgsql as $$ begin"
                + " raise exception 'no answer'; end $$");
        store.execute("create constraint trigger fail after update on run deferrable initially deferred"
                + " for each row execute function fail()");
        try {
            assertThatThrownBy(() -> one.claim(runs)).isInstanceOf(RuntimeException.class);
        } finally {
            store.execute("drop trigger fail on run");
            store.execute("drop function fail()");
        }
        // As if it had been committed all the same.
        store.execute("update run set state = 'active', attempt = 1, member = ? where id = ?", one.id, runs.get(0));

        one.look();

        assertThat(store.value(RESERVED)).isEqualTo(0L);
        assertThat(store.value(COUNTED)).isEqualTo(2L);
        assertThat(one.claim(runs.subList(1, 3))).hasSize(2);
    }

    @Test
    void a_reserve_is_not_taken_away_under_a_claim() throws Exception {
        limit(100);
        one.claim(due(1));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (var connection = store.source().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from limit_reserve for key share");

            Future<?> taking = thread.submit(() -> repository.takeBack(one.id));

            assertThatThrownBy(() -> taking.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            connection.commit();
            taking.get(20, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
        assertThat(store.value(RESERVED)).isEqualTo(0L);
    }

    /** Members claim, finish and look at random, and limits are set, while somebody counts. */
    @Test
    void never_more_than_the_limit_whoever_has_what_in_reserve() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ReserveTest seed " + seed);
        limit(60);
        limits.setTenant("default", new TenantLimits(50, null));
        List<UUID> runs = due(400);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        Future<Long> most = threads.submit(() -> {
            long highest = 0;
            while (!over.get()) {
                highest = Math.max(highest, active());
            }
            return highest;
        });
        List<Future<Long>> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seed + i);
            members.add(threads.submit(() -> new Member().perform(random, runs)));
        }
        long ofReserves = 0;
        try {
            for (Future<Long> member : members) {
                ofReserves += member.get(4, TimeUnit.MINUTES);
            }
        } finally {
            over.set(true);
            threads.shutdown();
        }

        assertThat(most.get()).as("seed %d", seed).isBetween(1L, 50L);
        assertThat(ofReserves)
                .as("runs without a place of their own, seed %d", seed)
                .isPositive();
        assertThat(store.value("select count(*) from run where state <> 'succeeded'"))
                .isEqualTo(0L);
        assertThat(store.value(COUNTED)).as("seed %d", seed).isEqualTo(0L);
    }

    private void limit(int most) {
        limits.set("default", new QueueLimits(most, null, null, null));
    }

    private int room() {
        return new LimitRepository(store.database()).rooms().get(0).places();
    }

    private long active() {
        return (long) store.value("select count(*) from run where state = 'active'");
    }

    private List<UUID> due(int count) {
        return due("default", "default", count);
    }

    private List<UUID> due(String queue, String tenant, int count) {
        JobSpec spec = aJob().named("job" + jobs++).queue(queue).build();
        UUID job = store.job(spec, now, null);
        List<UUID> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NewRun run = NewRun.scheduled(job, spec, now.minusMillis(60_000 - i));
            firing.insert(tenant, List.of(new FireRepository.Queued(run, queue)));
            runs.add(run.id());
        }
        return runs;
    }

    /** One with its own reserves, who may ask for some whenever it likes. */
    private final class Member {

        private final UUID id = store.member();
        private long clock;
        private final Reserves reserves =
                new Reserves(repository, () -> clock += Duration.ofSeconds(2).toNanos(), 1);
        private final ClaimKinds kinds = TestClaims.kinds(store.database(), reserves);

        List<ClaimedRun> claim(List<UUID> runs) {
            kinds.rooms().look();
            return kinds.claim(id, runs, new ArrayList<>()).runs();
        }

        void look() {
            kinds.rooms().look();
        }

        void finish(ClaimedRun run) {
            finishes.finish(
                    id,
                    List.of(new Finish(
                            run, RunState.succeeded, Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, null, null)));
            reserves.over(new RunEvent.Succeeded(run.id(), run.job(), run.queue(), run.attempt(), Duration.ZERO));
        }

        /** Until all are over; how many of them had no place of their own. */
        long perform(Random random, List<UUID> runs) {
            List<ClaimedRun> held = new ArrayList<>();
            long without = 0;
            while ((long) store.value("select count(*) from run where finished_at is null") > 0) {
                int at = random.nextInt(runs.size());
                List<ClaimedRun> claimed = claim(runs.subList(at, Math.min(runs.size(), at + 1 + random.nextInt(8))));
                held.addAll(claimed);
                for (ClaimedRun run : claimed) {
                    without += (boolean) store.value("select not held from run where id = ?", run.id()) ? 1 : 0;
                }
                while (!held.isEmpty() && (held.size() > 20 || random.nextInt(5) > 0)) {
                    finish(held.remove(random.nextInt(held.size())));
                }
                if (random.nextInt(10) == 0) {
                    look();
                }
                if (random.nextInt(40) == 0) {
                    limit(60);
                }
                if (random.nextInt(40) == 0) {
                    repository.want(random.nextBoolean(), "default");
                }
            }
            return without;
        }
    }
}
