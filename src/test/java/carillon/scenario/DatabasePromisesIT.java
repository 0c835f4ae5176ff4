package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.JobRequest.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.test.EmbeddedPostgresServer;
import carillon.test.PayaraMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of submits and runs, whatever becomes of PostgreSQL. */
@ExtendWith(ScenarioExtension.class)
class DatabasePromisesIT {

    private static final int PER_SECOND = 20;

    @Test
    void a_submit_that_was_answered_with_2xx_is_committed(ScenarioCluster cluster) throws IOException {
        underLoad(cluster, postgres -> {
            postgres.crash();
            postgres.start();
        });
    }

    @Test
    void a_database_that_is_away_for_half_a_minute_stops_nothing_for_good(ScenarioCluster cluster) throws IOException {
        underLoad(cluster, postgres -> away(postgres, Duration.ofSeconds(30)));
    }

    private static void away(EmbeddedPostgresServer postgres, Duration length) {
        postgres.stop();
        Fault.lasting(length);
        postgres.start();
    }

    private static void underLoad(ScenarioCluster cluster, Outage outage) throws IOException {
        // given
        List<Long> processes =
                cluster.local().members().stream().map(PayaraMember::pid).toList();
        Set<UUID> firing = cluster.submitFiring(jobs(50, () -> job().everySecond()));
        firing.addAll(cluster.submitFiring(
                jobs(10, () -> job().sleeping(Duration.ofSeconds(2)).eachWholeSecond())));
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        Load load = Load.start(cluster, PER_SECOND, TimerPromisesIT::oneShot);
        try (load) {
            // when
            outage.of(cluster.local().postgres());
            Instant back = cluster.rows().now();
            // then
            assertLive(cluster);
            cluster.awaitRunsAfter(back, firing);
            Measure.print("PostgreSQL back, next claim after", firstAfter("claimed_at", back, cluster));
            Measure.print("PostgreSQL back, next fire after", firstAfter("fired_at", back, cluster));
            cluster.awaitRunsAfter(cluster.rows().now().plusSeconds(2), firing);
        }
        assertThat(load.answers()).containsKey("201");
        assertThat(Set.of("201", "503")).containsAll(load.answers().keySet());
        History history = cluster.verify();
        assertThat(history.runsOf(load.accepted()))
                .hasSize(load.accepted().size())
                .allMatch(HistoryRun::succeeded);
        assertLive(cluster);
        assertThat(cluster.serving()).extracting(PayaraMember::pid).containsExactlyElementsOf(processes);
    }

    private static void assertLive(ScenarioCluster cluster) throws IOException {
        for (PayaraMember member : cluster.local().members()) {
            assertThat(new Api(member.uri()).get("health/live").status()).isEqualTo(200);
        }
    }

    /** What was fired ahead of the outage keeps the jobs going: the first of these may come seconds later. */
    private static Duration firstAfter(String column, Instant back, ScenarioCluster cluster) {
        String sql = "select min(" + column + ") from run where epoch > 0 and " + column + " > ?";
        Instant first = await().atMost(Duration.ofSeconds(10))
                .until(() -> cluster.rows().instant(sql, back), Objects::nonNull);
        return Duration.between(back, first);
    }

    /** Takes the database away and brings it back. */
    @FunctionalInterface
    private interface Outage {
        void of(EmbeddedPostgresServer postgres);
    }
}
