package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.Lane;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several members claim, finish, retry, die and are rescued at random, while somebody looks: never more than the bound of a
 * key at once, and in the end nobody has waited in vain. Seeds are printed.
 */
class OverlapRaceTest {

    private static final int MEMBERS = 4;
    private static final int RUNS = 60;
    private static final int KEYS = 8;

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final WaitingRepository waiting = new WaitingRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final RunEvents events = new RunEvents(new Told<>());
    private final Places places = new Places(new PlaceRepository(store.database()), new Told<>());
    private final Outcomes outcomes = new Outcomes(
            new FinishRepository(store.database()),
            new HandBackRepository(store.database()),
            new CallbackRepository(store.database()),
            places,
            events,
            new Told<>());
    private final long seed = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @CsvSource({"skip, 1", "skip, 3", "queue, 1", "queue, 3", "cancel-oldest, 1", "cancel-oldest, 2"})
    void never_more_than_the_bound_and_nobody_waits_in_vain(String policy, int most) throws Exception {
        System.out.println("OverlapRaceTest " + policy + " " + most + " seed " + seed);
        fill(policy, most);

        assertThat(highest()).as("seed %d", seed).isBetween(1L, (long) most);

        assertThat(count("finished_at is null")).as("seed %d", seed).isZero();
        assertThat(count("blocked")).isZero();
        switch (policy) {
            case "queue" -> assertThat(count("state = 'succeeded'")).isEqualTo(RUNS + 20);
            case "skip" ->
                assertThat(count("batch is not null and state <> 'succeeded'")).isZero();
            default -> assertThat(count("state = 'cancelled' and attempt = 0")).isZero();
        }
        assertThat(count("state in ('skipped', 'cancelled') and reason <> 'overlap'"))
                .isZero();
    }

    /** So that claims of lone runs and decisions about others meet. */
    @ParameterizedTest
    @ValueSource(strings = {"skip", "queue"})
    void keys_that_are_seldom_wanted_twice_are_held_by_one_at_a_time(String policy) throws Exception {
        System.out.println("OverlapRaceTest seldom " + policy + " seed " + seed);
        Instant now = store.now();
        RunDays.around(store);
        for (int key = 0; key < KEYS; key++) {
            JobSpec spec = aJob().named("seldom-" + key)
                    .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                    .concurrency(1, policy, null)
                    .build();
            UUID job = store.job(spec, now, null);
            for (int i = 0; i < RUNS; i++) {
                insert(NewRun.scheduled(job, spec, now.plusMillis(i * 40L + key * 5L)));
            }
        }

        assertThat(highest()).as("seed %d", seed).isEqualTo(1);

        assertThat(count("finished_at is null")).as("seed %d", seed).isZero();
        assertThat(count("state in ('skipped', 'cancelled') and reason <> 'overlap'"))
                .isZero();
        assertThat(count("state = 'succeeded'")).isGreaterThanOrEqualTo(policy.equals("queue") ? KEYS * RUNS : KEYS);
    }

    /** The most runs of a key that were held at once while all members worked. */
    private long highest() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(MEMBERS + 1);
        try {
            Future<Long> highest = threads.submit(this::watch);
            List<Future<?>> members = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                Random random = new Random(seed + i);
                members.add(threads.submit(() -> perform(random)));
            }
            for (Future<?> member : members) {
                member.get();
            }
            over.set(true);
            return highest.get();
        } finally {
            over.set(true);
            threads.shutdown();
        }
    }

    /** Two jobs share a key; a few runs of a batch wait behind. */
    private void fill(String policy, int most) {
        Instant now = store.now();
        RunDays.around(store);
        UUID batch = UUID.randomUUID();
        for (String name : List.of("one", "other")) {
            JobSpec spec = aJob().named(name)
                    .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                    .concurrency(most, policy, "shared")
                    .build();
            UUID job = store.job(spec, now, null);
            for (int i = 0; i < 10; i++) {
                insert(NewRun.scheduled(job, spec, now.minusSeconds(60 + i)));
            }
            store.execute(
                    "update run set batch = ?, blocked = true, priority = 0 where batch is null and job_id = ?",
                    batch,
                    job);
            for (int i = 0; i < RUNS / 2; i++) {
                insert(NewRun.scheduled(job, spec, now.plusMillis(i * 20L)));
            }
        }
    }

    private void insert(NewRun run) {
        firing.insert("default", List.of(new FireRepository.Queued(run, "default")));
    }

    /** What a member does: takes what is handed out, in any order, and lets each attempt end in some way or other. */
    private void perform(Random random) {
        Claims claims = new Claims(
                TestClaims.kinds(store.database()),
                new QueueNames(new QueueNameRepository(store.database())),
                places,
                events,
                new Told<>());
        UUID member = store.member();
        List<ClaimedRun> held = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (count("finished_at is null") > 0 && System.nanoTime() < end) {
            List<UUID> due = new ArrayList<>(waiting.due(List.of(new Lane("default", "default")), 20).stream()
                    .map(DueRun::id)
                    .toList());
            Collections.shuffle(due, random);
            if (!due.isEmpty()) {
                held.addAll(claims.claim(member, due.subList(0, 1 + random.nextInt(due.size()))));
            }
            if (random.nextInt(40) == 0) {
                forgive(held);
                store.execute("delete from member where id = ?", member);
                rescues.rescue(List.of(member));
                held.clear();
                member = store.member();
            } else if (!held.isEmpty() && random.nextBoolean()) {
                outcomes.finish(member, List.of(finish(held.remove(random.nextInt(held.size())), random)));
            }
            if (random.nextInt(30) == 0) {
                places.sweep();
            }
        }
    }

    /** Rescued runs are tried again, however often; one at a time, since others hold rows in an order of theirs. */
    private void forgive(List<ClaimedRun> runs) {
        runs.forEach(run -> store.execute("update run set crashes = 0 where id = ?", run.id()));
    }

    private static Finish finish(ClaimedRun run, Random random) {
        boolean again = random.nextInt(5) == 0;
        return new Finish(
                run,
                again ? RunState.retrying : RunState.succeeded,
                Duration.ZERO,
                Duration.ofMillis(1),
                Duration.ofMillis(again ? random.nextInt(50) : 0),
                null,
                again ? "again" : null);
    }

    /** The most runs of a key that held a place at any moment that was looked at. */
    private long watch() {
        long highest = 0;
        while (!over.get()) {
            Long now = (Long) store.value(
                    "select max(n) from (select count(*) as n from run where finished_at is null and attempt > 0"
                            + " group by concurrency_key) k");
            highest = Math.max(highest, now == null ? 0 : now);
        }
        return highest;
    }

    private long count(String condition) {
        return (long) store.value("select count(*) from run where " + condition);
    }
}
