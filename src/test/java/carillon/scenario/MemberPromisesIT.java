package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.Host;
import carillon.test.PayaraMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of runs, whatever becomes of the member that performs them. */
@ExtendWith(ScenarioExtension.class)
class MemberPromisesIT {

    /** The promise is 15 s; a machine that is busy with other things needs longer. */
    private static final Duration AT_THE_VERY_LATEST = Duration.ofSeconds(30);

    private static final String ACTIVE = "select id from run where member = ? and state = 'active'";

    @Test
    void a_killed_members_runs_are_attempted_elsewhere(ScenarioCluster cluster) {
        // given
        cluster.submitAll(JobRequest.jobs(150, () -> job().sleeping(Duration.ofSeconds(3))));
        PayaraMember victim = cluster.otherThanTimer();
        UUID dead = cluster.idOf(victim);
        eventually("the member is busy").until(() -> active(dead, cluster).size() >= 10);
        // when
        Instant killed = cluster.rows().now();
        victim.kill();
        Set<UUID> lost = active(dead, cluster);
        // then
        eventually("the runs are attempted elsewhere").until(() -> secondAttempts(lost, cluster) == lost.size());
        Duration took = Duration.between(
                killed, cluster.rows().instant("select max(claimed_at) from run where id = any(?)", lost));
        Measure.print("member killed, its " + lost.size() + " runs attempted elsewhere within", took);
        assertThat(took).isLessThan(AT_THE_VERY_LATEST);
        assertThat(cluster.verify().runsWithId(lost)).hasSize(lost.size()).allSatisfy(run -> {
            assertThat(run.succeeded()).isTrue();
            assertThat(run.attempts())
                    .extracting(HistoryAttempt::outcome)
                    .containsExactly(HistoryAttempt.CRASHED, "succeeded");
            assertThat(run.attempts().get(0).member()).isEqualTo(dead);
            assertThat(run.member()).isNotEqualTo(dead);
        });
    }

    /** The member takes what it stores to its own worker, and tells nobody of it (ADR 0044). */
    @Test
    void what_a_member_stored_and_died_before_it_claimed_it_is_performed_elsewhere_once(ScenarioCluster cluster) {
        // given
        PayaraMember victim = cluster.otherThanTimer();
        UUID dead = cluster.idOf(victim);
        Set<UUID> jobs = new HashSet<>();
        Instant killed;
        try (HeldClaims held = HeldClaims.of(dead, cluster.local().dataSource())) {
            // Nothing comes to it from Redis: what it claims it has stored itself.
            cluster.wires().cut(victim.host(), Host.REDIS);
            eventually("it claims what it has stored")
                    .until(() -> jobs.add(cluster.submitTo(victim, job())) && held.waiting() > 0);
            // when
            killed = cluster.rows().now();
            victim.kill();
            held.cut();
        }
        // then
        History history = cluster.verify();
        List<HistoryRun> runs = history.runsOf(jobs);
        Measure.print(
                "member killed between commit and claim, its run claimed elsewhere within",
                Duration.between(
                        killed, cluster.rows().instant("select max(claimed_at) from run where job_id = any(?)", jobs)));
        assertThat(runs).hasSameSizeAs(jobs).allSatisfy(run -> {
            assertThat(run.succeeded()).isTrue();
            assertThat(run.attempts()).hasSize(1);
            assertThat(run.crashes()).isZero();
            assertThat(run.member()).isNotEqualTo(dead);
        });
        // Another member's claim may have waited behind the one that was held, and began before the kill then.
        assertThat(runs).anyMatch(run -> run.finishedAt().isAfter(killed));
    }

    @Test
    void two_attempts_of_a_run_never_both_commit_a_result(ScenarioCluster cluster) {
        // given
        cluster.submitAll(JobRequest.jobs(60, () -> job().sleeping(Duration.ofSeconds(4))));
        PayaraMember sleeper = cluster.timer();
        UUID frozen = cluster.idOf(sleeper);
        eventually("the member is busy").until(() -> active(frozen, cluster).size() >= 10);
        // when
        cluster.freeze(sleeper);
        Set<UUID> lost = active(frozen, cluster);
        eventually("its runs are attempted elsewhere").until(() -> secondAttempts(lost, cluster) == lost.size());
        cluster.wake(sleeper);
        // then
        eventually("it is a member like the others again").until(cluster::isWhole);
        Set<UUID> after = cluster.submitAll(JobRequest.jobs(60, () -> job().sleeping(Duration.ofSeconds(1))));
        History history = cluster.verify();
        assertThat(history.runsWithId(lost)).hasSize(lost.size()).allSatisfy(run -> {
            assertThat(run.succeeded()).isTrue();
            assertThat(run.attempts())
                    .extracting(HistoryAttempt::outcome)
                    .containsExactly(HistoryAttempt.CRASHED, "succeeded");
            assertThat(run.member()).isNotEqualTo(frozen);
        });
        assertThat(history.runsOf(after)).anyMatch(run -> frozen.equals(run.member()));
    }

    @Test
    void limits_are_never_exceeded_whatever_crashes(ScenarioCluster cluster) {
        // given
        Set<UUID> jobs = cluster.submitFiring(
                JobRequest.jobs(10, () -> job().sleeping(Duration.ofSeconds(3)).everySecond()));
        awaitSuccessAfter(Instant.EPOCH, jobs, cluster);
        PayaraMember victim = cluster.otherThanTimer();
        UUID dead = cluster.idOf(victim);
        eventually("the member is busy").until(() -> !active(dead, cluster).isEmpty());
        // when
        victim.kill();
        Set<UUID> lost = active(dead, cluster);
        // then
        eventually("its runs are attempted elsewhere").until(() -> secondAttempts(lost, cluster) == lost.size());
        awaitSuccessAfter(cluster.rows().now(), jobs, cluster);
        List<HistoryRun> runs = cluster.verify().runsOf(jobs);
        assertThat(runs).filteredOn(run -> !run.succeeded()).isNotEmpty().allSatisfy(run -> {
            assertThat(run.state()).isEqualTo("skipped");
            assertThat(run.reason()).isEqualTo("overlap");
        });
    }

    @Test
    void what_a_killed_member_had_of_a_limit_in_reserve_is_everybodys_again(ScenarioCluster cluster)
            throws IOException {
        // Far more than all members can perform at once: each finds room for a reserve.
        cluster.api().put("api/v1/tenants/default", "{\"maxActive\":1000}").required();
        try {
            // given
            PayaraMember victim = cluster.otherThanTimer();
            UUID dead = cluster.idOf(victim);
            Set<UUID> jobs = new HashSet<>();
            eventually("it has places in reserve, and runs without one of their own")
                    .until(() -> {
                        keepBusy(jobs, cluster);
                        return cluster.rows().number("select count(*) from limit_reserve where member = ?", dead) > 0
                                && cluster.rows()
                                                .number(
                                                        "select count(*) from run where state = 'active' and not held and member = ?",
                                                        dead)
                                        > 0;
                    });
            // when
            victim.kill();
            // then
            eventually("its reserve is taken back")
                    .until(() ->
                            cluster.rows().number("select count(*) from limit_reserve where member = ?", dead) == 0);
            cluster.awaitRunsAfter(Instant.EPOCH, jobs);
            List<HistoryRun> runs = cluster.verify().runsOf(jobs);
            assertThat(runs).hasSize(jobs.size()).allMatch(HistoryRun::succeeded);
            assertThat(
                            cluster.rows()
                                    .number(
                                            "select count(*) from limit_place p"
                                                    + " where not exists (select from run r where r.id = p.run and r.state = 'active')"))
                    .as("places that nothing takes")
                    .isZero();
        } finally {
            cluster.api().put("api/v1/tenants/default", "{}").required();
        }
    }

    @Test
    void a_clean_stop_hands_back_or_finishes_everything_it_held(ScenarioCluster cluster) {
        // given
        Set<UUID> firing = cluster.submitFiring(JobRequest.jobs(20, () -> job().everySecond()));
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        PayaraMember stopping = cluster.timer();
        UUID gone = cluster.idOf(stopping);
        Duration longer = ScenarioCluster.STOP_GRACE.multipliedBy(3);
        Duration shorter = ScenarioCluster.STOP_GRACE.dividedBy(2);
        Iterator<Duration> lengths = Stream.iterate(longer, last -> last == longer ? shorter : longer)
                .iterator();
        Set<UUID> jobs = cluster.submitAll(JobRequest.jobs(60, () -> job().sleeping(lengths.next())));
        eventually("the member is busy").until(() -> active(gone, cluster).size() >= 10);
        // when
        Set<UUID> held = active(gone, cluster);
        long epoch = cluster.epoch();
        Instant asked = cluster.rows().now();
        Map<String, Integer> answers;
        try (Askers askers = Askers.of(stopping.uri(), "api/v1/runs?limit=1")) {
            stopping.stop();
            answers = askers.answers();
        }
        // then
        Measure.print("answers of the active timer while it stopped", answers);
        assertThat(answers).containsKey("200");
        assertThat(answers.keySet())
                .filteredOn(answer -> answer.startsWith("500"))
                .isSubsetOf("500 of the server");
        Measure.print(
                "active timer stopped cleanly within",
                Duration.between(asked, cluster.rows().now()));
        assertThat(active(gone, cluster)).isEmpty();
        cluster.awaitRunsAfter(cluster.rows().now(), firing);
        Instant next = cluster.rows().instant("select min(fired_at) from run where epoch > ?", epoch);
        Measure.print("active timer asked to stop, another fires after", Duration.between(asked, next));
        History history = cluster.verify();
        assertThat(history.runsWithId(held))
                .allMatch(run -> run.succeeded() && run.count(HistoryAttempt.CRASHED) == 0)
                .anyMatch(run -> gone.equals(run.member()))
                .anyMatch(run -> run.count(HistoryAttempt.HANDED_BACK) == 1)
                .allMatch(run -> gone.equals(run.member()) || run.count(HistoryAttempt.HANDED_BACK) == 1);
        assertThat(cluster.rows().ids("select id from member where id = ?", gone))
                .isEmpty();
        assertThat(history.runsOf(jobs)).hasSize(jobs.size()).allMatch(HistoryRun::succeeded);
    }

    /** Members ask for a reserve once in a while, with a claim: there is always something to claim. */
    private static void keepBusy(Set<UUID> jobs, ScenarioCluster cluster) {
        if (cluster.rows().number("select count(*) from run where job_id = any(?) and state = 'scheduled'", jobs)
                < 100) {
            jobs.addAll(cluster.submitAll(JobRequest.jobs(100, () -> job().sleeping(Duration.ofSeconds(1)))));
        }
    }

    private static Set<UUID> active(UUID member, ScenarioCluster cluster) {
        return cluster.rows().ids(ACTIVE, member);
    }

    private static long secondAttempts(Set<UUID> runs, ScenarioCluster cluster) {
        return cluster.rows()
                .number(
                        "select count(*) from run where id = any(?) and attempt > 1 and state in ('active', 'succeeded')",
                        runs);
    }

    private static void awaitSuccessAfter(Instant instant, Set<UUID> jobs, ScenarioCluster cluster) {
        eventually("each job succeeds after " + instant)
                .until(() -> cluster.rows()
                                .number(
                                        """
                                        select count(distinct job_id) from run
                                         where job_id = any(?) and scheduled_at > ? and state = 'succeeded'""",
                                        jobs,
                                        instant)
                        == jobs.size());
    }
}
