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

/**
 * Several members claim runs of two queues and three tenants, with and without keys, finish, retry, die, are rescued and
 * cancelled at random, while limits are taken away and set again and somebody looks: never more active than a limit allows
 * while it holds, a place is taken for each that is active and counts at every moment, and in the end nobody has waited in
 * vain and no place is left behind. Seeds are printed.
 */
class LimitRaceTest {

    private static final int MEMBERS = 4;
    private static final int RUNS = 72;

    private static final String ACTIVE = "select count(*) from run where state = 'active' and ";

    /** Active runs that count and take no place, and places of no such run. */
    private static final String AMISS =
            """
            select count(*)
              from (select id, queue, tenant from run where state = 'active' and held) r
              full join limit_place p on p.run = r.id and p.queue = r.queue and p.tenant = r.tenant
             where r.id is null or p.run is null""";

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final WaitingRepository waiting = new WaitingRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final RunControlRepository control = new RunControlRepository(store.database());
    private final RunEvents events = new RunEvents(new Told<>());
    private final Places places = new Places(new PlaceRepository(store.database()), new Told<>());
    private final Outcomes outcomes = new Outcomes(
            new FinishRepository(store.database()),
            new HandBackRepository(store.database()),
            new CallbackRepository(store.database()),
            places,
            events,
            new Told<>());
    private final LimitControl limits = new LimitControl(
            new LimitRepository(store.database()),
            new SettleRepository(store.database()),
            new Reserves(new ReserveRepository(store.database())),
            TestClaims.rooms(store.database()));
    private final long seed = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @CsvSource({"1, 1, false", "3, 2, false", "5, 3, false", "2, 3, true"})
    void never_more_than_the_limits_and_nobody_waits_in_vain(int ofQueue, int ofTenant, boolean changing)
            throws Exception {
        System.out.println("LimitRaceTest " + ofQueue + " " + ofTenant + " " + changing + " seed " + seed);
        fill();
        limits.set("one", new QueueLimits(ofQueue, null, null, null));
        limits.setTenant("acme", new TenantLimits(ofTenant, null));
        ExecutorService threads = Executors.newFixedThreadPool(MEMBERS + 3);
        Future<Long> highest = threads.submit(() -> watch(ACTIVE + "queue = 'one'"));
        Future<Long> highestOfTenant = threads.submit(() -> watch(ACTIVE + "tenant = 'acme'"));
        Future<Long> amiss = threads.submit(() -> watch(AMISS));
        List<Future<?>> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            Random random = new Random(seed + i);
            members.add(threads.submit(() -> perform(random)));
        }
        try {
            if (changing) {
                change(ofQueue);
            }
            for (Future<?> member : members) {
                member.get();
            }
        } finally {
            over.set(true);
            threads.shutdown();
        }

        if (!changing) {
            assertThat(highest.get()).as("seed %d", seed).isBetween(1L, (long) ofQueue);
        }
        assertThat(highestOfTenant.get()).as("seed %d", seed).isBetween(1L, (long) ofTenant);
        assertThat(store.column(
                        "select concat_ws(' ', queue, tenant, state, blocked, held, concurrency_key is not null, attempt)"
                                + " from run where finished_at is null"))
                .as("seed %d", seed)
                .isEmpty();
        assertThat(amiss.get()).as("seed %d", seed).isZero();
        assertThat(store.column("select run from limit_place")).isEmpty();
    }

    /** From the moment at which a set returns no run begins beyond the limit: what is active then only gets less. */
    private void change(int ofQueue) {
        for (int i = 0; i < 5; i++) {
            limits.set("one", new QueueLimits(null, null, null, null));
            long before = System.nanoTime();
            while (count("finished_at is null") > 0 && System.nanoTime() - before < 50_000_000L) {
                Thread.onSpinWait();
            }
            limits.set("one", new QueueLimits(ofQueue, null, null, null));
            long active = count("state = 'active' and queue = 'one'");
            for (int look = 0; look < 30; look++) {
                long then = count("state = 'active' and queue = 'one'");
                assertThat(then).as("seed %d", seed).isLessThanOrEqualTo(Math.max(active, ofQueue));
                active = Math.max(then, ofQueue);
            }
        }
    }

    private void fill() {
        Instant now = store.now();
        RunDays.around(store);
        store.execute("insert into queue (name) values ('one'), ('other') on conflict do nothing");
        int job = 0;
        for (String queue : List.of("one", "other")) {
            for (String tenant : List.of("acme", "bell", "cord")) {
                for (boolean keyed : List.of(true, false)) {
                    var builder = aJob().named("job" + job++).queue(queue);
                    JobSpec spec = keyed
                            ? builder.schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                                    .concurrency(2, "queue", null)
                                    .build()
                            : builder.build();
                    UUID id = store.job(spec, now, null);
                    for (int i = 0; i < RUNS / 12; i++) {
                        firing.insert(
                                tenant,
                                List.of(new FireRepository.Queued(
                                        NewRun.scheduled(id, spec, now.minusMillis(i * 20L)), queue)));
                    }
                }
            }
        }
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
        long end = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        while (count("finished_at is null") > 0 && System.nanoTime() < end) {
            List<UUID> due = new ArrayList<>(
                    waiting.due(waiting.lanes(), 20).stream().map(DueRun::id).toList());
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
            } else if (!held.isEmpty() && random.nextInt(20) == 0) {
                ClaimedRun cancelled = held.get(random.nextInt(held.size()));
                control.cancel(cancelled.tenant(), List.of(cancelled.id()), "why", "ada");
            } else if (!held.isEmpty() && random.nextInt(15) == 0) {
                outcomes.handBack(member, List.of(held.remove(random.nextInt(held.size()))), "it stops");
            } else if (!held.isEmpty() && random.nextInt(3) > 0) {
                outcomes.finish(member, List.of(finish(held.remove(random.nextInt(held.size())), random)));
            }
            places.sweep();
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

    private long watch(String counting) {
        long highest = 0;
        while (!over.get()) {
            highest = Math.max(highest, (long) store.value(counting));
        }
        return highest;
    }

    private long count(String condition) {
        return (long) store.value("select count(*) from run where " + condition);
    }
}
