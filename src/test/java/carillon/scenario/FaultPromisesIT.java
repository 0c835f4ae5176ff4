package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.JobRequest.jobs;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import carillon.test.Host;
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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of every run, whatever fails, in whatever order, while callers submit and jobs fire. */
@ExtendWith(ScenarioExtension.class)
@EnabledIfSystemProperty(
        named = "scenario.faults",
        matches = "true",
        disabledReason = "with its five minutes a whole run would take more than 25")
class FaultPromisesIT {

    private static final int PER_SECOND = 14;

    /** Faults follow one another for so long, of each kind before one comes again. */
    private static final Duration LENGTH =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("scenario.minutes", "1"))));

    /** After this a target calls another member back. */
    private static final Duration CALLBACK_PATIENCE = Duration.ofSeconds(5);

    /** After two crashes of a run it is given up. */
    private static final long MOST_CRASHES = 2;

    @Test
    void nothing_is_lost_and_nothing_is_committed_twice_whatever_fails(ScenarioCluster cluster) throws IOException {
        long seed = Long.getLong("scenario.seed", System.nanoTime());
        Measure.print("faults, seed", seed + " (-Dscenario.seed=" + seed + " draws the same)");
        Measure.print("wires", cluster.wires().description());
        try (Witness witness = witness(cluster)) {
            // given
            FaultMix.limit(cluster);
            FaultMix mix = new FaultMix(witness);
            Set<UUID> firing = cluster.submitFiring(mix.firing());
            cluster.awaitRunsAfter(cluster.rows().now(), firing);
            Load load = Load.start(cluster, PER_SECOND, mix::oneShot);
            // when
            try (load) {
                oneAfterAnother(new Random(seed), firing, cluster);
                eventually("places of the tenant are in reserve")
                        .until(() -> cluster.rows().number("select count(*) from limit_reserve") > 0);
            }
            // then
            History history = cluster.verify();
            assertSettled(history, load);
            assertWitnessed(witness, history, cluster);
            assertLimited(cluster, history);
            FaultMix.unlimit(cluster);
            assertThat(cluster.proof().faults()).isEmpty();
        }
    }

    @Test
    void a_rolling_restart_under_load_loses_no_work(ScenarioCluster cluster) throws IOException {
        try (Witness witness = witness(cluster)) {
            // given
            FaultMix.limit(cluster);
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
            assertLimited(cluster, history);
            FaultMix.unlimit(cluster);
            assertThat(history.runsOf(load.accepted())).allMatch(HistoryRun::succeeded);
            assertThat(cluster.judge().journal().ofRuns().filter(JournalEntry::isRescue))
                    .as("runs that a member left behind")
                    .isEmpty();
        }
    }

    @Test
    void a_split_cluster_works_on_both_sides_and_is_one_again_without_a_restart(ScenarioCluster cluster) {
        Host alone = cluster.timer().host();
        List<PayaraMember> others = cluster.local().members().stream()
                .filter(member -> !member.host().equals(alone))
                .toList();
        assumeTrue(
                cluster.wires().canCut(alone, others.get(0).host()),
                cluster.wires().description());
        // given
        Set<UUID> firing = cluster.submitFiring(jobs(30, () -> job().everySecond()));
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        List<Long> processes =
                cluster.local().members().stream().map(PayaraMember::pid).toList();
        long epoch = cluster.epoch();
        // when
        Instant cut = cluster.rows().now();
        for (PayaraMember other : others) {
            cluster.wires().cut(alone, other.host());
            cluster.wires().cut(other.host(), alone);
        }
        eventually("each side has lost the other")
                .until(() -> cluster.isLost(others.get(0), cluster.timer())
                        && cluster.isLost(cluster.timer(), others.get(0)));
        Instant split = cluster.rows().now();
        Measure.print("network split, noticed after", Duration.between(cut, split));
        Set<UUID> jobs = cluster.submitAll(jobs(90, () -> job().sleeping(Duration.ofSeconds(1))));
        cluster.awaitRunsAfter(split, jobs);
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        cluster.wires().heal();
        Instant healed = cluster.rows().now();
        // then
        eventually("all members reach each other").until(cluster::isConnected);
        Measure.print(
                "network healed, one cluster again after",
                Duration.between(healed, cluster.rows().now()));
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        History history = cluster.verify();
        assertThat(history.runsOf(jobs)).hasSize(90).allMatch(HistoryRun::succeeded);
        assertThat(history.runsOf(jobs).stream().map(HistoryRun::member).distinct())
                .as("members that worked while they were parted")
                .hasSize(ScenarioCluster.MEMBERS);
        assertThat(cluster.epoch())
                .as("epoch of the timer, which kept its lease")
                .isEqualTo(epoch);
        assertThat(cluster.serving()).extracting(PayaraMember::pid).containsExactlyElementsOf(processes);
    }

    private static void oneAfterAnother(Random random, Set<UUID> firing, ScenarioCluster cluster) {
        List<Trouble> kinds = new ArrayList<>(Trouble.possible(cluster));
        Collections.shuffle(kinds, random);
        Instant began = cluster.rows().now();
        for (int i = 0; began.plus(LENGTH).isAfter(cluster.rows().now()); i++) {
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

    private static Witness witness(ScenarioCluster cluster) throws IOException {
        return new Witness(cluster.wires().callers(), () -> cluster.api(CALLBACK_PATIENCE));
    }

    /** The queue was full more than once, so that its bound has been put to the test. */
    private static void assertLimited(ScenarioCluster cluster, History history) {
        PlaceRules places = new PlaceRules(cluster.judge().journal(), history);
        assertThat(places.violations()).isEmpty();
        assertThat(places.mostOfQueue(FaultMix.NARROW))
                .as("runs of the limited queue at once, at most")
                .isEqualTo(FaultMix.PLACES);
    }

    private static void assertWitnessed(Witness witness, History history, ScenarioCluster cluster) {
        Set<UUID> calling = history.jobs().stream()
                .filter(job -> job.spec().toString().contains(witness.prompt().getAuthority()))
                .map(HistoryJob::id)
                .collect(Collectors.toSet());
        Measure.print(
                "calls that the target saw",
                witness.calls().size() + ", and ends by callback that it was confirmed "
                        + witness.confirmed().size());
        assertThat(new CallRules(cluster.judge().journal(), witness.calls(), witness.confirmed(), calling).violations())
                .as("violations in what targets saw")
                .isEmpty();
    }
}
