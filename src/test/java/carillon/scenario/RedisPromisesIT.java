package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.JobRequest.jobs;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.PayaraMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of runs, whatever becomes of Redis. */
@ExtendWith(ScenarioExtension.class)
class RedisPromisesIT {

    private static final int WAITING = 5_000;

    @Test
    void redis_wiped_no_run_is_lost_and_each_is_performed_once(ScenarioCluster cluster) throws IOException {
        try (CountingTarget target = new CountingTarget(cluster.wires().callers())) {
            // given
            all("drain", cluster);
            Set<UUID> jobs = cluster.submitAll(jobs(WAITING, () -> job().calling(target.uri())));
            // when
            wipe(cluster);
            all("undrain", cluster);
            eventually("some are done").until(() -> target.calls().size() > WAITING / 10);
            wipe(cluster);
            int left = WAITING - target.calls().size();
            Instant wiped = cluster.rows().now();
            // then
            History history = cluster.verify();
            Measure.print("Redis wiped again with that many runs left", left);
            Measure.print(
                    "Redis wiped, the rest done within",
                    Duration.between(wiped, cluster.rows().instant("select max(finished_at) from run")));
            assertThat(history.runsOf(jobs)).hasSize(WAITING).allSatisfy(run -> {
                assertThat(run.succeeded()).isTrue();
                assertThat(run.attempt()).as("%s: %s", run, run.attempts()).isEqualTo(1);
                assertThat(run.attempts())
                        .extracting(HistoryAttempt::outcome)
                        .as("%s: %s", run, run.error())
                        .containsExactly("succeeded");
            });
            assertThat(target.calls()).hasSize(WAITING);
            assertThat(target.calls().values()).containsOnly(1);
        }
    }

    @Test
    void redis_away_work_goes_on(ScenarioCluster cluster) {
        // given
        List<Long> processes =
                cluster.local().members().stream().map(PayaraMember::pid).toList();
        Set<UUID> firing = cluster.submitFiring(jobs(50, () -> job().everySecond()));
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        try (Load load = Load.start(cluster, 20, TimerPromisesIT::oneShot)) {
            // when
            cluster.local().redis().stop();
            Instant away = cluster.rows().now();
            Fault.lasting(Duration.ofSeconds(20));
            Instant back = cluster.rows().now();
            cluster.local().redis().start();
            // then
            cluster.awaitRunsAfter(back.plusSeconds(2), firing);
            Measure.print("Redis away for 20 s, runs that succeeded meanwhile", succeeded(away, back, cluster));
            Measure.print("Redis away for 20 s, longest wait for a claim", longestWait(away, back, cluster));
            assertThat(succeeded(away.plusSeconds(10), back, cluster))
                    .as("of 500 that came due")
                    .isGreaterThan(300);
            assertThat(load.answers()).containsOnlyKeys("201");
        }
        cluster.verify();
        assertThat(cluster.serving()).extracting(PayaraMember::pid).containsExactlyElementsOf(processes);
    }

    private static void all(String action, ScenarioCluster cluster) throws IOException {
        for (PayaraMember member : cluster.local().members()) {
            cluster.api()
                    .post("api/v1/members/" + cluster.idOf(member) + "/" + action, "{}")
                    .required();
        }
    }

    /** Emptied first, then started anew without anything. */
    private static void wipe(ScenarioCluster cluster) {
        cluster.local().redis().flush();
        cluster.local().redis().stop();
        cluster.local().redis().start();
    }

    private static long succeeded(Instant from, Instant to, ScenarioCluster cluster) {
        return cluster.rows()
                .number(
                        "select count(*) from run where state = 'succeeded' and claimed_at > ? and finished_at < ?",
                        from,
                        to);
    }

    private static Duration longestWait(Instant from, Instant to, ScenarioCluster cluster) {
        return Duration.ofMillis(cluster.rows()
                .number(
                        """
                        select (extract(epoch from max(claimed_at - due_at)) * 1000)::bigint
                          from run where due_at > ? and due_at < ? and claimed_at is not null""",
                        from,
                        to));
    }
}
