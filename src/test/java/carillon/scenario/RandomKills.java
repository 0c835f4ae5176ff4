package carillon.scenario;

import static carillon.scenario.ScenarioCluster.eventually;

import carillon.test.PayaraMember;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Kills one member after the other without a word, once all of them together, and starts them again. */
final class RandomKills {

    private static final Duration LONGEST_PEACE = Duration.ofSeconds(4);
    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(3);

    /** The round in which all are killed. */
    private static final int ALL = 2;

    private final ScenarioCluster cluster;
    private final Random random;

    /** @param seed of which member is killed when */
    RandomKills(ScenarioCluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
        Measure.print("random kills, seed", seed);
    }

    /** Goes on until that time, at least until the round in which all are killed; returns how many were. */
    int until(Instant end) {
        int killed = 0;
        for (int round = 1; round <= ALL || cluster.rows().now().isBefore(end); round++) {
            Fault.lasting(upTo(LONGEST_PEACE));
            List<PayaraMember> victims = round == ALL ? cluster.local().members() : List.of(oneOfSeveral());
            victims.forEach(PayaraMember::kill);
            killed += victims.size();
            Measure.print(
                    "killed at " + cluster.rows().now(),
                    victims.stream().map(PayaraMember::number).toList());
            Fault.lasting(upTo(LONGEST_ABSENCE));
            victims.forEach(PayaraMember::start);
        }
        cluster.local().members().forEach(PayaraMember::awaitReady);
        return killed;
    }

    /** One that is ready, when there is another; the active timer in half of all cases. */
    private PayaraMember oneOfSeveral() {
        eventually("two members are ready").until(() -> ready().size() > 1 && ready().contains(cluster.timer()));
        List<PayaraMember> ready = ready();
        return random.nextBoolean() ? cluster.timer() : ready.get(random.nextInt(ready.size()));
    }

    private List<PayaraMember> ready() {
        return cluster.local().members().stream().filter(PayaraMember::isReady).toList();
    }

    private Duration upTo(Duration longest) {
        return Duration.ofMillis(random.nextLong(longest.toMillis()));
    }
}
