package carillon.worker;

import static carillon.worker.Claimed.aRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.cluster.LocalMember;
import carillon.handler.Outcome;
import carillon.platform.DatabaseUnavailableException;
import carillon.queue.connector.Demand;
import carillon.run.AttemptTokens;
import carillon.run.ClaimedRun;
import carillon.run.Claims;
import carillon.run.Openings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WorkerTest {

    private static final Logger QUIET = Logger.getLogger(Attempts.class.getName());

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private static final int SLOTS = 20;
    private static final Outcome GOOD = new Outcome.Succeeded(null);

    private final ScriptedHandlers handlers = new ScriptedHandlers();
    private final Results results = new Results(new WrittenOutcomes(), new SilentReports(), new LocalMember());
    private final Attempts attempts = attempts(SLOTS, 0);
    private final FakeClaims claims = new FakeClaims();
    private final Worker worker = new Worker(new LocalMember(), claims, attempts, results);

    @Test
    void a_worker_that_is_not_open_asks_for_nothing() {
        assertThat(worker.demand()).isEqualTo(Demand.NONE);
        assertThat(worker.free()).isZero();
    }

    @Test
    void it_asks_for_as_many_as_it_has_free_slots() {
        worker.open();

        Demand asked = worker.demand();

        assertThat(asked.ids()).isEqualTo(SLOTS);
        assertThat(asked.queues()).extracting(Demand.Share::name).containsExactly("default");
        assertThat(worker.free()).isZero();
    }

    @Test
    void what_was_not_delivered_is_free_again() {
        worker.open();

        worker.deliver(worker.demand().ids(), ids(3));

        assertThat(attempts.count()).isEqualTo(3);
        assertThat(worker.free()).isEqualTo(SLOTS - 3);
    }

    @Test
    void a_claim_whose_answer_took_too_long_is_not_begun_and_is_looked_after() {
        AtomicLong nanos = new AtomicLong();
        Worker frozen = new Worker(new LocalMember(), claims, attempts, results, nanos::get);
        claims.answer(ids -> {
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            return ids;
        });
        frozen.open();

        frozen.deliver(frozen.demand().ids(), ids(3));

        assertThat(attempts.count()).isZero();
        assertThat(frozen.free()).isEqualTo(SLOTS);
        assertThat(frozen.takeDoubt()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(frozen.takeDoubt()).isTrue();
        assertThat(frozen.takeDoubt()).isFalse();
    }

    @Test
    void a_run_that_was_just_committed_here_is_begun_in_a_place_that_nobody_else_wants() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        Worker idle = new Worker(new LocalMember(), claims, attempts, results, nanos::get);
        UUID run = UUID.randomUUID();
        idle.open();
        int asked = idle.demand().ids();
        assertThat(idle.takeAtOnce(run)).as("others may be on their way").isFalse();

        nanos.addAndGet(Duration.ofMillis(10).toNanos());
        assertThat(idle.takeAtOnce(run)).isTrue();
        idle.takeHandedOver();

        assertThat(attempts.known()).containsExactly(run);
        idle.deliver(asked, List.of());
        assertThat(idle.free()).isEqualTo(SLOTS - 1);
    }

    @Test
    void a_run_that_was_just_committed_here_and_cannot_be_claimed_is_left_to_the_timer() {
        AtomicLong nanos = new AtomicLong();
        Worker idle = new Worker(new LocalMember(), claims, attempts, results, nanos::get);
        idle.open();
        int asked = idle.demand().ids();
        nanos.addAndGet(Duration.ofMillis(10).toNanos());
        claims.answer(ids -> {
            throw new DatabaseUnavailableException(new SQLException("gone", "08006"));
        });

        assertThat(idle.takeAtOnce(UUID.randomUUID())).isTrue();
        assertThatThrownBy(idle::takeHandedOver).isInstanceOf(DatabaseUnavailableException.class);

        assertThat(attempts.known()).isEmpty();
        idle.deliver(asked, List.of());
        assertThat(idle.free()).isEqualTo(SLOTS);
    }

    @Test
    void a_run_that_was_just_committed_here_goes_the_way_of_all_others_when_places_are_wanted() {
        AtomicLong nanos = new AtomicLong();
        Worker busy = new Worker(new LocalMember(), claims, attempts, results, nanos::get);
        assertThat(busy.takeAtOnce(UUID.randomUUID())).as("not open").isFalse();
        busy.open();
        assertThat(busy.takeAtOnce(UUID.randomUUID())).as("nobody has looked").isFalse();

        busy.deliver(busy.demand().ids(), ids(SLOTS));
        nanos.addAndGet(Duration.ofMillis(10).toNanos());

        assertThat(busy.takeAtOnce(UUID.randomUUID())).as("no place").isFalse();
    }

    @Test
    void attempts_that_only_wait_leave_their_slots_to_others_while_there_are_places_for_them() {
        Attempts roomy = attempts(SLOTS, 200);
        Worker patient = new Worker(new LocalMember(), claims, roomy, results);
        patient.open();
        List<UUID> calls = ids(210);
        for (int from = 0; from < calls.size(); from += 15) {
            List<UUID> some = calls.subList(from, Math.min(calls.size(), from + 15));
            patient.deliver(patient.demand().ids(), some);
            some.forEach(call -> handlers.report(call).waiting());
        }
        assertThat(roomy.count()).isEqualTo(210);
        assertThat(roomy.inSlots()).isEqualTo(10);
        assertThat(patient.free()).isEqualTo(SLOTS - 10);

        // when
        calls.forEach(call -> handlers.of(call).complete(GOOD));
        calls.forEach(call -> handlers.report(call).waiting());

        // then
        assertThat(roomy.count()).isZero();
        assertThat(patient.free()).isEqualTo(SLOTS);
        patient.deliver(patient.demand().ids(), ids(3));
        assertThat(roomy.inSlots()).isEqualTo(3);
        assertThat(patient.free()).isEqualTo(SLOTS - 3);
    }

    @Test
    void runs_that_were_not_claimed_take_up_no_slot() {
        worker.open();
        claims.answer(ids -> ids.subList(0, 1));

        worker.deliver(worker.demand().ids(), ids(5));

        assertThat(attempts.count()).isEqualTo(1);
        assertThat(worker.free()).isEqualTo(SLOTS - 1);
    }

    @Test
    void a_claim_that_fails_frees_every_slot_and_leaves_a_doubt() {
        worker.open();
        claims.answer(ids -> {
            throw new DatabaseUnavailableException(new SQLException("gone"));
        });
        int reserved = worker.demand().ids();

        assertThatThrownBy(() -> worker.deliver(reserved, ids(5))).isInstanceOf(DatabaseUnavailableException.class);
        assertThat(worker.free()).isEqualTo(SLOTS);
        assertThat(worker.takeDoubt())
                .as("not before others' claims have settled")
                .isFalse();
    }

    @Test
    void a_demand_without_an_open_queue_reserves_nothing() {
        worker.open();
        claims.open = List.of();

        assertThat(worker.demand()).isEqualTo(Demand.NONE);
        assertThat(worker.free()).isEqualTo(SLOTS);
    }

    @Test
    void while_all_queues_are_full_a_demand_waits_for_a_place_and_takes_it() {
        worker.open();
        claims.open = List.of();
        claims.full = true;
        claims.placeFreed = () -> claims.open = List.of("default");

        Demand demand = worker.demand();

        assertThat(demand.ids()).isEqualTo(SLOTS);
        assertThat(demand.waits()).as("another place is worth waking for").isFalse();
        assertThat(worker.free()).isZero();
    }

    @Test
    void a_demand_whose_queues_stay_full_ends_and_reserves_nothing() {
        AtomicLong nanos = new AtomicLong();
        Worker full = new Worker(new LocalMember(), claims, attempts, results, nanos::get);
        full.open();
        claims.open = List.of();
        claims.full = true;
        claims.placeFreed = () -> nanos.addAndGet(100_000_000);

        assertThat(full.demand()).isEqualTo(Demand.NONE);
        assertThat(full.free()).isEqualTo(SLOTS);
    }

    @Test
    void a_demand_whose_queues_cannot_be_read_reserves_nothing() {
        worker.open();
        claims.open = null;

        assertThatThrownBy(worker::demand).isInstanceOf(IllegalStateException.class);
        assertThat(worker.free()).isEqualTo(SLOTS);
    }

    @Test
    void closed_between_demand_and_delivery_it_claims_nothing() {
        worker.open();
        int reserved = worker.demand().ids();
        worker.close();

        worker.deliver(reserved, ids(5));

        assertThat(attempts.count()).isZero();
        worker.open();
        assertThat(worker.free()).isEqualTo(SLOTS);
    }

    @Test
    void it_is_claiming_until_the_attempts_are_started() {
        worker.open();
        claims.answer(ids -> {
            assertThat(worker.isClaiming()).isTrue();
            return ids;
        });

        worker.deliver(worker.demand().ids(), ids(1));

        assertThat(attempts.count()).isEqualTo(1);
        assertThat(worker.isClaiming()).isFalse();
    }

    @Test
    void a_hand_off_through_the_cluster_takes_what_there_is_room_for_and_tells_the_rest() throws InterruptedException {
        Worker worker = new Worker(new LocalMember(), claims, attempts, results, () -> 0);
        worker.open();

        assertThat(worker.handOff(List.of())).isEqualTo(SLOTS);
        assertThat(worker.handOff(ids(15))).isEqualTo(5);
        assertThat(worker.handOff(ids(15))).isZero();
        worker.takeHandedOver();
        assertThat(attempts.count()).isEqualTo(SLOTS);
        assertThat(worker.handOff(List.of())).isZero();
    }

    @Test
    void what_was_handed_over_and_waits_for_a_place_is_begun_with_the_next_that_is_free() throws InterruptedException {
        worker.open();
        worker.handOff(ids(SLOTS));
        worker.takeHandedOver();
        List<UUID> more = ids(2);
        worker.handOff(more);
        worker.handOff(more);

        handlers.begun().values().forEach(outcome -> outcome.complete(GOOD));
        worker.takeHandedOver();

        assertThat(handlers.begun()).containsKeys(more.get(0), more.get(1));
        assertThat(attempts.count()).isEqualTo(2);
    }

    @Test
    void a_closed_worker_forgets_what_was_handed_over() throws InterruptedException {
        worker.open();
        worker.handOff(ids(3));
        worker.close();
        assertThat(worker.handOff(ids(3))).isZero();
        worker.open();

        worker.handOff(ids(1));
        worker.takeHandedOver();

        assertThat(attempts.count()).isEqualTo(1);
    }

    @Test
    void a_hand_off_through_the_cluster_does_not_wait_for_places_that_wait_for_redis() throws InterruptedException {
        worker.open();
        Demand asked = worker.demand();

        assertThat(worker.handOff(ids(15))).isEqualTo(SLOTS - 15);
        worker.takeHandedOver();
        assertThat(attempts.count()).isEqualTo(15);
        worker.deliver(asked.ids(), ids(asked.ids()));

        assertThat(attempts.count()).isEqualTo(SLOTS);
    }

    @Test
    void what_redis_gave_for_a_place_that_was_lent_meanwhile_goes_back_to_redis() throws InterruptedException {
        worker.open();
        Demand asked = worker.demand();
        worker.handOff(ids(SLOTS));
        worker.takeHandedOver();
        List<UUID> popped = ids(2);

        assertThat(worker.deliver(asked.ids(), popped)).containsExactlyElementsOf(popped);

        assertThat(handlers.begun()).doesNotContainKeys(popped.get(0), popped.get(1));
        assertThat(attempts.count()).isEqualTo(SLOTS);
        assertThat(worker.free()).isZero();
    }

    @Test
    void runs_claimed_ahead_of_a_slot_begin_in_their_turn_and_never_more_at_once_than_there_are_slots() {
        AtomicLong nanos = new AtomicLong();
        Worker busy = new Worker(new LocalMember(), claims, attempts, results, nanos::get);
        busy.open();
        for (int i = 0; i < 2; i++) {
            busy.deliver(busy.demand().ids(), ids(SLOTS));
            handlers.begun().values().forEach(outcome -> outcome.complete(GOOD));
        }
        Demand asked = busy.demand();
        assertThat(asked.ids()).isEqualTo(2 * SLOTS);
        List<UUID> runs = ids(2 * SLOTS);
        busy.deliver(asked.ids(), runs);
        assertThat(handlers.begun()).doesNotContainKeys(runs.get(SLOTS), runs.get(2 * SLOTS - 1));
        assertThat(busy.free()).isZero();

        handlers.of(runs.get(0)).complete(GOOD);
        assertThat(handlers.begun()).containsKey(runs.get(SLOTS)).doesNotContainKey(runs.get(SLOTS + 1));

        while (attempts.count() > 0) {
            endSome(SLOTS);
        }
        assertThat(handlers.begun()).containsKeys(runs.toArray(UUID[]::new));
        assertThat(busy.free()).isEqualTo(SLOTS);
    }

    @Test
    void while_outcomes_pile_up_nothing_more_is_taken() {
        worker.open();
        Attempts many = attempts(5_001, 0);
        for (int i = 0; i < 5_001; i++) {
            many.start(aRun().build(), any -> {});
        }
        handlers.begun().values().forEach(outcome -> outcome.complete(GOOD));

        assertThat(worker.free()).isZero();
        assertThat(worker.demand()).isEqualTo(Demand.NONE);
    }

    /** Whatever comes in whatever order: never more attempts than slots, and in the end every slot is free. */
    @Property(tries = 100)
    void slots_are_never_exceeded_and_never_leak(
            @ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> steps, @ForAll @IntRange(max = 25) int delivered) {
        worker.open();
        Deque<Demand> asked = new ArrayDeque<>();
        for (int step : steps) {
            step(step, delivered, asked);
            assertThat(attempts.inSlots()).isLessThanOrEqualTo(SLOTS);
            assertThat(handlers.begun().values().stream().filter(any -> !any.isDone()))
                    .hasSizeLessThanOrEqualTo(SLOTS);
            assertThat(worker.free()).isBetween(0, Math.max(0, SLOTS - attempts.count()));
        }
        claims.answer(UnaryOperator.identity());
        asked.forEach(demand -> worker.deliver(demand.ids(), List.of()));
        while (attempts.count() > 0) {
            endSome(SLOTS);
            attempts.takeUnbegun();
        }

        assertThat(worker.free()).isEqualTo(SLOTS);
    }

    private void step(int step, int delivered, Deque<Demand> asked) {
        claims.answer(UnaryOperator.identity());
        switch (step) {
            case 0, 1 -> ask(asked);
            case 2, 3 -> deliver(asked, delivered);
            case 4 -> {
                claims.answer(ids -> ids.subList(0, ids.size() / 2));
                deliver(asked, delivered);
            }
            case 5 -> {
                claims.answer(ids -> {
                    throw new DatabaseUnavailableException(new SQLException("gone"));
                });
                try {
                    deliver(asked, delivered);
                } catch (DatabaseUnavailableException e) {
                    assertThat(e).hasMessageContaining("database");
                }
            }
            case 6 -> {
                worker.handOff(ids(Math.min(delivered, worker.handOff(List.of()))));
                takeHandedOver();
            }
            case 7 -> endSome(3);
            case 9 -> {
                claims.answer(ids -> {
                    endSome(SLOTS);
                    return ids;
                });
                deliver(asked, SLOTS * 3);
            }
            default -> attempts.stopAll();
        }
        handlers.begun().values().removeIf(Future::isDone);
    }

    private Attempts attempts(int slots, int waitingPlaces) {
        return new Attempts(
                handlers,
                results,
                new SilentReports(),
                new AttemptTokens(() -> new byte[32]),
                Claimed.clock(),
                new Line(slots, System::nanoTime),
                waitingPlaces);
    }

    private void endSome(int most) {
        List.copyOf(handlers.begun().values()).stream()
                .filter(outcome -> !outcome.isDone())
                .limit(most)
                .forEach(outcome -> outcome.complete(GOOD));
    }

    /** Only what there is: it waits for the first half a second. */
    private void takeHandedOver() {
        try {
            if (worker.handOff(List.of()) < SLOTS - attempts.count()) {
                worker.takeHandedOver();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ask(Deque<Demand> asked) {
        if (worker.free() > 0) {
            asked.add(worker.demand());
        }
    }

    private void deliver(Deque<Demand> asked, int most) {
        Demand demand = asked.poll();
        if (demand != null) {
            worker.deliver(demand.ids(), ids(Math.min(most, demand.ids())));
        }
    }

    private static List<UUID> ids(int count) {
        return Stream.generate(UUID::randomUUID).limit(count).toList();
    }

    private static final class FakeClaims extends Claims {

        private List<String> open = List.of("default");
        private UnaryOperator<List<UUID>> answer = UnaryOperator.identity();
        private boolean full;
        private Runnable placeFreed = () -> {};

        FakeClaims() {
            super(null, null, null, null, null);
        }

        @Override
        public Openings openings() {
            if (open == null) {
                throw new IllegalStateException("the pool is being closed");
            }
            return new Openings(
                    open.stream()
                            .map(queue -> new Openings.Opening(queue, 1, Integer.MAX_VALUE))
                            .toList(),
                    List.of(),
                    full);
        }

        @Override
        public void awaitPlace(Duration longest) {
            placeFreed.run();
        }

        void answer(UnaryOperator<List<UUID>> given) {
            answer = given;
        }

        @Override
        public List<ClaimedRun> claim(UUID member, List<UUID> ids, Collection<UUID> refused) {
            return answer.apply(ids).stream().map(id -> aRun().id(id).build()).toList();
        }
    }
}
