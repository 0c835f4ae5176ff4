package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.cluster.Command;
import carillon.cluster.Commands;
import carillon.run.DueRun;
import carillon.run.TargetedRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who gets which of the runs that only one member may perform. */
class TargetedHandOffTest {

    private final Told commands = new Told();
    private final Waiting waiting = new Waiting();
    private final TargetedHandOff handOff = new TargetedHandOff(commands, waiting, new Agenda());

    @Test
    void what_becomes_due_goes_to_its_member_and_to_no_other() {
        UUID one = commands.member("one", 5);
        UUID other = commands.member("other", 5);
        DueRun first = run("one");
        DueRun second = run("other");

        handOff.offer(List.of(first, second));

        assertThat(handOff.turn()).isZero();
        assertThat(commands.sent.get(one)).containsExactly(first.id());
        assertThat(commands.sent.get(other)).containsExactly(second.id());
    }

    @Test
    void what_is_for_a_member_that_is_away_is_sent_to_nobody_and_looked_for_now_and_then() {
        commands.member("one", 5);
        handOff.offer(List.of(run("away")));
        waiting.runs.add(run("away"));

        handOff.turn();

        assertThat(handOff.turn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(commands.sent).isEmpty();
        assertThat(waiting.asked).isZero();
    }

    @Test
    void what_waited_is_sent_as_far_as_there_are_free_slots_best_first() {
        UUID one = commands.member("one", 2);
        for (int i = 0; i < 3; i++) {
            waiting.runs.add(run("one"));
        }

        assertThat(handOff.turn()).isBetween(Duration.ofMillis(1), Duration.ofMillis(100));
        handOff.turn();

        assertThat(commands.sent.get(one))
                .containsExactly(waiting.runs.get(0).id(), waiting.runs.get(1).id());
    }

    @Test
    void a_member_without_a_free_slot_is_asked_less_and_less_often_and_its_runs_are_kept() {
        commands.member("one", 0);
        waiting.runs.add(run("one"));

        Duration first = handOff.turn();
        Duration second = handOff.turn();
        for (int i = 0; i < 20; i++) {
            handOff.turn();
        }

        assertThat(second).isGreaterThan(first);
        assertThat(handOff.turn()).isLessThan(Duration.ofSeconds(1));
        assertThat(commands.sent).isEmpty();
    }

    @Test
    void what_was_sent_a_moment_ago_and_could_not_be_claimed_holds_up_no_other() {
        UUID one = commands.member("one", 1);
        DueRun stuck = run("one");
        DueRun next = run("one");
        waiting.runs.add(stuck);
        handOff.turn();
        handOff.turn();
        waiting.runs.add(next);

        handOff.turn();

        assertThat(commands.sent.get(one)).containsExactly(stuck.id(), next.id());
    }

    @Test
    void a_member_that_does_not_answer_holds_up_no_other() {
        UUID frozen = commands.member("frozen", -1);
        UUID one = commands.member("one", 5);
        waiting.runs.add(run("frozen"));
        waiting.runs.add(run("one"));

        handOff.turn();
        handOff.turn();

        assertThat(commands.sent).containsOnlyKeys(one);
        assertThat(commands.asks.get(frozen)).isEqualTo(1);
    }

    @Test
    void what_waited_is_sent_by_the_loop_and_not_by_the_thread_that_brings_the_answer() throws InterruptedException {
        // given
        UUID one = commands.member("one", -1);
        DueRun run = run("one");
        waiting.runs.add(run);
        handOff.turn();
        // when
        Thread hazelcasts = new Thread(() -> commands.unanswered.forEach(answer -> answer.complete(5)));
        hazelcasts.start();
        hazelcasts.join();
        handOff.turn();
        // then
        assertThat(commands.sent.get(one)).containsExactly(run.id());
        assertThat(commands.senders).containsOnly(Thread.currentThread());
    }

    private static DueRun run(String target) {
        return new DueRun(UUID.randomUUID(), "default", "default", 5, Instant.EPOCH, target);
    }

    private static final class Waiting extends TargetedRepository {

        private final List<DueRun> runs = new ArrayList<>();
        private int asked;

        Waiting() {
            super(null);
        }

        @Override
        public List<String> awaited() {
            return runs.stream().map(DueRun::target).distinct().toList();
        }

        @Override
        public List<DueRun> due(Collection<String> members, int limit) {
            asked++;
            return runs.stream().filter(run -> members.contains(run.target())).toList();
        }
    }

    /** Members that answer with their free slots; -1: not at all. */
    private static final class Told extends Commands {

        private final Map<String, UUID> members = new HashMap<>();
        private final Map<UUID, Integer> free = new HashMap<>();
        private final Map<UUID, List<UUID>> sent = new HashMap<>();
        private final Map<UUID, Integer> asks = new HashMap<>();
        private final Set<Thread> senders = new HashSet<>();
        private final List<CompletableFuture<Integer>> unanswered = new ArrayList<>();

        Told() {
            super(null, null, null);
        }

        UUID member(String name, int slots) {
            UUID id = UUID.randomUUID();
            members.put(name, id);
            free.put(id, slots);
            return id;
        }

        @Override
        public Map<String, UUID> workers() {
            return members;
        }

        @Override
        public CompletableFuture<Integer> send(UUID member, Command command) {
            senders.add(Thread.currentThread());
            asks.merge(member, 1, Integer::sum);
            List<UUID> runs = ((Command.HandOff) command).runs();
            if (!runs.isEmpty()) {
                sent.computeIfAbsent(member, id -> new ArrayList<>()).addAll(runs);
            }
            if (free.get(member) >= 0) {
                return CompletableFuture.completedFuture(free.get(member));
            }
            CompletableFuture<Integer> later = new CompletableFuture<>();
            unanswered.add(later);
            return later;
        }
    }
}
