package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.cluster.Command;
import carillon.cluster.Commands;
import carillon.cluster.UnknownMemberException;
import carillon.cluster.Work;
import carillon.job.QueueNames;
import carillon.platform.Lane;
import carillon.queue.DueEntry;
import carillon.run.Claims;
import carillon.run.DueRun;
import carillon.run.Openings;
import carillon.run.WaitingRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Topping up Redis, and the way around it while it is away. */
class RefillTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private static final Lane DEFAULT = new Lane("default", "default");

    private final FakeHandOff redis = new FakeHandOff();
    private final Waiting waiting = new Waiting();
    private final Told commands = new Told();
    private final OpenQueues queues = new OpenQueues();
    private final SeenRuns agenda = new SeenRuns();
    private final Refill refill =
            new Refill(redis, queues, waiting, new DirectHandOff(commands, waiting, new AllOpen()), agenda);

    @Test
    void a_queue_that_runs_low_is_topped_up_from_the_database() {
        List<DueRun> due = waiting.due("default", 5, 5);

        assertThat(refill.turn()).isEqualTo(Duration.ofSeconds(1));

        assertThat(redis.offered()).extracting(DueEntry::run).containsExactlyElementsOf(ids(due));
    }

    @Test
    void while_no_run_is_open_nobody_asks_for_some() {
        waiting.due("default", 5, 5);
        agenda.seen = false;

        assertThat(refill.turn()).isEqualTo(Duration.ofSeconds(1));

        assertThat(redis.offered()).isEmpty();
    }

    /** Nobody told of it: the pulse sees that a run is open. */
    @Test
    void a_run_whose_member_died_between_its_commit_and_its_claim_is_found() {
        agenda.seen = false;
        refill.turn();
        List<DueRun> left = waiting.due("default", 5, 1);
        agenda.seen = true;

        refill.turn();

        assertThat(redis.offered()).extracting(DueEntry::run).containsExactlyElementsOf(ids(left));
    }

    @Test
    void while_redis_is_away_runs_are_looked_for_before_a_pulse_has_seen_them() {
        redis.away(true);
        agenda.seen = false;
        UUID member = commands.member(3);
        List<DueRun> due = waiting.due("default", 5, 2);

        refill.turn();

        assertThat(commands.sent.get(member)).containsExactlyElementsOf(ids(due));
    }

    @Test
    void a_queue_that_holds_enough_is_left_alone() {
        waiting.due("default", 5, 5);
        redis.size("default", 50);

        refill.turn();

        assertThat(redis.offered()).isEmpty();
    }

    @Test
    void while_more_waits_than_redis_takes_it_comes_back_soon() {
        waiting.due("default", 5, 200);
        assertThat(refill.turn()).isEqualTo(Duration.ofMillis(100));

        waiting.clear();

        assertThat(refill.turn()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void what_did_not_fit_is_remembered_until_it_did() {
        refill.overflowed(DEFAULT);
        redis.size("default", 60);
        assertThat(refill.turn()).isEqualTo(Duration.ofMillis(100));
        redis.size("default", 10);

        assertThat(refill.turn()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_queue_that_was_paused_meanwhile_keeps_nobody_busy() {
        refill.overflowed(DEFAULT);
        queues.open = List.of();

        assertThat(refill.turn()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_redis_that_fails_just_now_is_gone_around_at_once() {
        waiting.due("default", 5, 1);
        refill.turn();
        redis.away(true);

        commands.member(3);

        assertThat(refill.turn()).isZero();
        assertThat(commands.sent.values()).hasSize(1);
    }

    @Test
    void while_redis_is_away_members_get_as_many_as_they_have_free_slots_best_first() {
        redis.away(true);
        UUID one = commands.member(2);
        UUID other = commands.member(1);
        List<DueRun> low = waiting.due("default", 1, 3);
        List<DueRun> high = waiting.due("default", 9, 2);

        assertThat(refill.turn()).isZero();

        assertThat(commands.sent.get(one)).containsExactlyElementsOf(ids(high));
        assertThat(commands.sent.get(other)).containsExactly(low.get(0).id());
    }

    @Test
    void what_was_sent_a_moment_ago_and_nobody_could_claim_is_not_sent_again_at_once() {
        redis.away(true);
        commands.member(3);
        waiting.due("default", 5, 2);
        assertThat(refill.turn()).isZero();

        assertThat(refill.turn()).isPositive();
        waiting.due("default", 9, 1);

        assertThat(refill.turn()).isZero();
    }

    @Test
    void what_lies_behind_runs_that_nobody_can_claim_is_sent_all_the_same() {
        redis.away(true);
        UUID member = commands.member(2);
        waiting.due("default", 9, 2);
        refill.turn();
        List<DueRun> behind = waiting.due("default", 5, 3);

        refill.turn();
        assertThat(commands.sent.get(member)).containsExactlyElementsOf(ids(behind.subList(0, 2)));
        refill.turn();

        assertThat(commands.sent.get(member)).containsExactly(behind.get(2).id());
        assertThat(refill.turn()).isPositive();
    }

    @Test
    void a_member_that_does_not_answer_is_passed_over() {
        redis.away(true);
        commands.member(-1);
        UUID other = commands.member(5);
        waiting.due("default", 5, 3);

        refill.turn();

        assertThat(commands.sent).containsOnlyKeys(other);
    }

    @Test
    void without_a_free_slot_nothing_is_read_and_without_a_due_run_nothing_is_sent() {
        redis.away(true);
        waiting.due("default", 5, 3);
        commands.member(0);
        assertThat(refill.turn()).isPositive();

        commands.member(5);
        waiting.clear();
        assertThat(refill.turn()).isPositive();

        assertThat(commands.sent).isEmpty();
    }

    private static List<UUID> ids(List<DueRun> runs) {
        return runs.stream().map(DueRun::id).toList();
    }

    private static final class OpenQueues extends QueueNames {

        private List<String> open = List.of("default");

        OpenQueues() {
            super(null);
        }

        @Override
        public List<String> open() {
            return open;
        }
    }

    /** Limits leave room everywhere. */
    private static final class SeenRuns extends Agenda {

        private boolean seen = true;

        @Override
        public boolean has(Work work) {
            return seen;
        }
    }

    private static final class AllOpen extends Claims {

        AllOpen() {
            super(null, null, null, null, null);
        }

        @Override
        public Openings openings() {
            return new Openings(List.of(new Openings.Opening("default", 1, Integer.MAX_VALUE)), List.of(), false);
        }
    }

    private static final class Waiting extends WaitingRepository {

        private final List<DueRun> runs = new ArrayList<>();

        Waiting() {
            super(null);
        }

        List<DueRun> due(String queue, int priority, int count) {
            List<DueRun> made = IntStream.range(0, count)
                    .mapToObj(i -> new DueRun(UUID.randomUUID(), queue, "default", priority, AT.plusMillis(i)))
                    .toList();
            runs.addAll(made);
            return made;
        }

        void clear() {
            runs.clear();
        }

        @Override
        public List<Lane> lanes() {
            return Stream.concat(Stream.of(DEFAULT), runs.stream().map(DueRun::lane))
                    .distinct()
                    .toList();
        }

        @Override
        public List<DueRun> due(List<Lane> lanes, int limit) {
            return lanes.stream()
                    .flatMap(lane -> runs.stream()
                            .filter(run -> run.lane().equals(lane))
                            .sorted(Comparator.comparingDouble(DueRun::score))
                            .limit(limit))
                    .toList();
        }
    }

    /** Members that answer with their free slots; -1: not at all. */
    private static final class Told extends Commands {

        private final Map<UUID, Integer> free = new LinkedHashMap<>();
        private final Map<UUID, List<UUID>> sent = new HashMap<>();

        Told() {
            super(null, null, null);
        }

        UUID member(int slots) {
            UUID id = UUID.randomUUID();
            free.put(id, slots);
            return id;
        }

        @Override
        public List<UUID> members(String role) {
            return role.equals("worker") ? List.copyOf(free.keySet()) : List.of();
        }

        @Override
        public CompletableFuture<Integer> send(UUID member, Command command) {
            int slots = free.get(member);
            if (slots < 0) {
                return CompletableFuture.failedFuture(new UnknownMemberException(member.toString()));
            }
            List<UUID> runs = ((Command.HandOff) command).runs();
            if (!runs.isEmpty()) {
                sent.put(member, runs);
            }
            return CompletableFuture.completedFuture(slots - runs.size());
        }
    }
}
