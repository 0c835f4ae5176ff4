package carillon.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.PayaraMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of every run, whatever fails, in whatever order, while callers submit and jobs fire. */
@ExtendWith(ScenarioExtension.class)
class FaultPromisesIT {

    private static final int PER_SECOND = 14;

    /** Faults follow one another for so long; each kind comes once, however long that takes. */
    private static final Duration LENGTH =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("scenario.minutes", "1"))));

    /** After two crashes of a run it is given up. */
    private static final long MOST_CRASHES = 2;

    @Test
    void nothing_is_lost_and_nothing_is_committed_twice_whatever_fails(ScenarioCluster cluster) throws IOException {
        long seed = Long.getLong("scenario.seed", System.nanoTime());
        Measure.print("faults, seed", seed + " (-Dscenario.seed=" + seed + " draws the same)");
        Measure.print("wires", cluster.wires().description());
        try (Witness witness = new Witness(cluster.wires().callers())) {
            // given
            FaultMix mix = new FaultMix(witness);
            Set<UUID> firing = cluster.submitFiring(mix.firing());
            cluster.awaitRunsAfter(cluster.rows().now(), firing);
            Load load = Load.start(cluster, PER_SECOND, mix::oneShot);
            // when
            try (load) {
                everyKind(new Random(seed), firing, cluster);
            }
            // then
            History history = cluster.verify();
            assertSettled(history, load);
            assertWitnessed(witness, history, cluster);
            assertThat(cluster.proof().faults()).isEmpty();
        }
    }

    @Test
    void a_rolling_restart_under_load_loses_no_work(ScenarioCluster cluster) throws IOException {
        try (Witness witness = new Witness(cluster.wires().callers())) {
            // given
            FaultMix mix = new FaultMix(witness);
            Set<UUID> firing = cluster.submitFiring(mix.firing());
            cluster.awaitRunsAfter(cluster.rows().now(), firing);
            Recovery recovery = new Recovery(cluster);
            Instant began = cluster.rows().now();
            Load load = Load.start(cluster, PER_SECOND, mix::oneShot);
            // when
            try (load) {
                cluster.local().members().forEach(PayaraMember::restart);
                recovery.await(began, cluster.rows().now(), firing);
            }
            // then
            History history = cluster.verify();
            assertWitnessed(witness, history, cluster);
            assertThat(history.runsOf(load.accepted())).allMatch(HistoryRun::succeeded);
            assertThat(cluster.lastJournal().ofRuns().filter(JournalEntry::isRescue))
                    .as("runs that a member left behind")
                    .isEmpty();
        }
    }

    private static void everyKind(Random random, Set<UUID> firing, ScenarioCluster cluster) {
        List<Trouble> kinds = new ArrayList<>(Trouble.possible(cluster));
        Collections.shuffle(kinds, random);
        Instant began = cluster.rows().now();
        for (int i = 0;
                i < kinds.size() || began.plus(LENGTH).isAfter(cluster.rows().now());
                i++) {
            if (i > 0 && i % kinds.size() == 0) {
                Collections.shuffle(kinds, random);
            }
            Recovery recovery = new Recovery(cluster);
            Instant broken = cluster.rows().now();
            String what = kinds.get(i % kinds.size()).happen(cluster, random);
            Measure.print("fault " + (i + 1) + ", at " + Duration.between(began, broken), what);
            recovery.await(broken, cluster.rows().now(), firing);
        }
    }

    /** Accepted runs were performed; only one whose members died twice may have been given up instead. */
    private static void assertSettled(History history, Load load) {
        List<HistoryRun> runs = history.runsOf(load.accepted());
        assertThat(runs).hasSize(load.accepted().size());
        assertThat(runs)
                .filteredOn(run -> !run.succeeded())
                .allMatch(run -> run.state().equals("failed") && run.count(HistoryAttempt.CRASHED) >= MOST_CRASHES);
    }

    private static void assertWitnessed(Witness witness, History history, ScenarioCluster cluster) {
        Set<UUID> calling = history.jobs().stream()
                .filter(job -> job.spec().toString().contains(witness.prompt().getAuthority()))
                .map(HistoryJob::id)
                .collect(Collectors.toSet());
        Measure.print("calls that the target saw", witness.calls().size());
        assertThat(new CallRules(cluster.lastJournal(), witness.calls(), calling).violations())
                .as("violations in what targets saw")
                .isEmpty();
    }
}
