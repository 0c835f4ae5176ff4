package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.JobRequest.jobs;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.PayaraMember;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of scheduled instants, whatever becomes of the active timer. */
@ExtendWith(ScenarioExtension.class)
class TimerPromisesIT {

    /** The promise is 2 s; a machine that is busy with other things needs longer. */
    private static final Duration AT_THE_VERY_LATEST = Duration.ofSeconds(8);

    private static final int PER_SECOND = 20;

    @Test
    void one_run_row_for_each_job_and_scheduled_instant_whatever_fails(ScenarioCluster cluster) {
        // given
        Set<UUID> jobs = cluster.submitFiring(everySecond(200));
        cluster.awaitRunsAfter(cluster.rows().now(), jobs);
        try (Load load = Load.start(cluster, PER_SECOND, TimerPromisesIT::oneShot)) {
            for (int kill = 1; kill < ScenarioCluster.MEMBERS; kill++) {
                // when
                long epoch = cluster.epoch();
                PayaraMember timer = cluster.timer();
                Instant killed = cluster.rows().now();
                timer.kill();
                // then
                Duration silence = Duration.between(killed, firstFiredAfter(epoch, cluster));
                Measure.print("active timer killed, lease taken after", leaseTakenAfter(killed, cluster));
                Measure.print("active timer killed, next fire after", silence);
                cluster.awaitRunsAfter(cluster.rows().now(), jobs);
                Measure.print("active timer killed, longest wait for a claim", longestWait(killed, cluster));
                assertThat(silence).isLessThan(AT_THE_VERY_LATEST);
            }
            assertThat(load.accepted()).isNotEmpty();
        }
        cluster.verify();
    }

    @Test
    void a_frozen_timer_fires_nothing_after_it_wakes(ScenarioCluster cluster) throws Exception {
        // given
        Set<UUID> jobs = cluster.submitFiring(everySecond(100));
        cluster.awaitRunsAfter(cluster.rows().now(), jobs);
        long epoch = cluster.epoch();
        PayaraMember old = cluster.timer();
        try (Load load = Load.start(cluster, PER_SECOND, TimerPromisesIT::oneShot)) {
            // when
            UUID sleeper = cluster.idOf(old);
            Instant frozen = cluster.rows().now();
            cluster.freeze(old);
            Fault.lasting(Duration.ofSeconds(10));
            Instant firedByAnother = firstFiredAfter(epoch, cluster);
            cluster.wake(old);
            // then
            Measure.print("active timer frozen, lease taken after", leaseTakenAfter(frozen, cluster));
            Measure.print("active timer frozen, another fires after", Duration.between(frozen, firedByAnother));
            Measure.print("active timer frozen, longest wait for a claim", longestWait(frozen, cluster));
            eventually("all agree on the new timer").until(cluster::isWhole);
            assertThat(cluster.timer()).isNotSameAs(old);
            cluster.awaitRunsAfter(cluster.rows().now().plusSeconds(3), jobs);
            assertThat(load.accepted()).isNotEmpty();
            assertThat(cluster.rows().instant("select max(fired_at) from run where epoch = ?", epoch))
                    .isBefore(firedByAnother);
            Set<UUID> after = cluster.submitAll(jobs(60, () -> job().sleeping(Duration.ofSeconds(1))));
            eventually("the woken member claims again")
                    .until(() -> cluster.rows()
                                    .number(
                                            "select count(*) from run where member = ? and job_id = any(?)",
                                            sleeper,
                                            after)
                            > 0);
        }
        cluster.verify();
    }

    @Test
    void a_timer_that_steps_down_is_followed_by_another(ScenarioCluster cluster) throws Exception {
        // given
        Set<UUID> jobs = cluster.submitFiring(everySecond(50));
        cluster.awaitRunsAfter(cluster.rows().now(), jobs);
        long epoch = cluster.epoch();
        PayaraMember old = cluster.timer();
        // when
        Instant asked = cluster.rows().now();
        cluster.api()
                .post("api/v1/members/" + cluster.idOf(old) + "/step-down", "{}")
                .required();
        // then
        Measure.print(
                "active timer stepped down, another fires after",
                Duration.between(asked, firstFiredAfter(epoch, cluster)));
        cluster.awaitRunsAfter(cluster.rows().now(), jobs);
        Measure.print("active timer stepped down, longest wait for a claim", longestWait(asked, cluster));
        assertThat(cluster.timer()).isNotSameAs(old);
        cluster.verify();
    }

    @Test
    void never_early_and_late_by_milliseconds_while_there_is_capacity(ScenarioCluster cluster) {
        // given
        Instant first = Instant.now().plusSeconds(8);
        // when
        Set<UUID> jobs = cluster.submitAll(IntStream.range(0, 1_000)
                .mapToObj(number -> job().onceAt(first.plusMillis(5L * number)))
                .toList());
        // then
        History history = cluster.verify();
        long[] late = history.runsOf(jobs).stream()
                .mapToLong(run ->
                        Duration.between(run.scheduledAt(), run.claimedAt()).toNanos() / 1_000)
                .sorted()
                .toArray();
        assertThat(late).hasSize(1_000);
        assertThat(late[500]).as("microseconds, half of all runs").isLessThan(500_000);
        Measure.print(
                "1,000 runs at 200 a second, late by",
                "p50 " + late[500] + " us, p99 " + late[990] + " us, most " + late[999] + " us");
    }

    private static List<JobRequest> everySecond(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> i % 2 == 0 ? job().everySecond() : job().eachWholeSecond())
                .toList();
    }

    /** Now, within the timer's horizon, and beyond it. */
    static JobRequest oneShot(int number) {
        return switch (number % 3) {
            case 0 -> job();
            case 1 -> job().after(Duration.ofMillis(1_500));
            default -> job().onceAt(Instant.now().plusSeconds(7));
        };
    }

    private static Instant firstFiredAfter(long epoch, ScenarioCluster cluster) {
        String sql = "select min(fired_at) from run where epoch > ?";
        eventually("another timer fires").until(() -> cluster.rows().instant(sql, epoch) != null);
        return cluster.rows().instant(sql, epoch);
    }

    private static Duration leaseTakenAfter(Instant fault, ScenarioCluster cluster) {
        return Duration.between(fault, cluster.rows().instant("select taken_at from timer_lease"));
    }

    /** From its due time to its claim, of the runs since {@code since}. */
    private static Duration longestWait(Instant since, ScenarioCluster cluster) {
        return Duration.ofMillis(cluster.rows()
                .number(
                        """
                        select (extract(epoch from max(claimed_at - due_at)) * 1000)::bigint
                          from run where due_at > ? and claimed_at is not null""",
                        since));
    }
}
