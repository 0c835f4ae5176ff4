package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.JobRequest.jobs;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.PayaraMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of runs that only one member may perform, and of a member that is told to take no more. */
@ExtendWith(ScenarioExtension.class)
class TargetPromisesIT {

    /** Instants at which so many of the job's members have succeeded. */
    private static final String WHOLE =
            """
            select count(*) from (
              select scheduled_at from run
               where job_id = ? and scheduled_at > ? and state = 'succeeded'
               group by scheduled_at having count(distinct target) = ?) i""";

    @Test
    void every_member_runs_a_job_of_all_members_once_for_each_instant_whoever_is_killed(ScenarioCluster cluster)
            throws IOException {
        // given
        UUID job = cluster.submitFiring(jobs(1, () -> job().on("all").eachWholeSecond()))
                .iterator()
                .next();
        cluster.told().leftToLedger(job);
        awaitInstants(job, cluster.rows().now(), 3, cluster);
        // when
        PayaraMember victim = cluster.otherThanTimer();
        String name = "member-" + victim.number();
        victim.kill();
        awaitInstants(job, cluster.rows().now(), 2, cluster);
        victim.start();
        victim.awaitReady();
        // then
        awaitInstants(job, cluster.rows().now(), 3, cluster);
        Instant first = cluster.rows().instant("select min(scheduled_at) from run where job_id = ?", job);
        Instant now = cluster.rows().now();
        cluster.settle();
        assertThat(cluster.rows()
                        .number(
                                "select count(*) - count(distinct (scheduled_at, target)) from run where job_id = ?",
                                job))
                .as("rows of an instant and member that has one already")
                .isZero();
        assertThat(cluster.rows()
                        .ids(
                                """
                                select r.id from run r join member m on m.id = r.member
                                 where r.job_id = ? and m.name <> r.target""",
                                job))
                .as("performed by another member")
                .isEmpty();
        assertThat(cluster.rows().number("select count(*) from run where job_id = ? and state <> 'succeeded'", job))
                .as("what the killed one missed it made up for when it was back, within its overlap rule")
                .isEqualTo(cluster.rows()
                        .number(
                                """
                                select count(*) from run
                                 where job_id = ? and target = ? and state = 'skipped' and reason = 'overlap'""",
                                job,
                                name));
        Proof proof = Proof.of(cluster.api(), job, first, now);
        assertThat(proof.faults()).isEmpty();
        assertThat(proof.accounted()).isEqualTo(proof.instants()).isGreaterThan(6);
    }

    @Test
    void a_run_for_a_named_member_waits_for_it_and_goes_with_its_name(ScenarioCluster cluster) throws IOException {
        // given
        PayaraMember away = cluster.otherThanTimer();
        UUID before = cluster.idOf(away);
        String name = "member-" + away.number();
        UUID busy = cluster.submit(job().sleeping(Duration.ofSeconds(3)).on(name));
        eventually("it is performed there")
                .until(() ->
                        cluster.rows().number("select count(*) from run where job_id = ? and member = ?", busy, before)
                                == 1);
        // when
        away.kill();
        UUID waiting = cluster.submit(job().on(name));
        UUID run = cluster.rows()
                .ids("select id from run where job_id = ?", waiting)
                .iterator()
                .next();
        // then
        eventually("it waits for its member").until(() -> reason(run, cluster).equals("member-away"));
        away.start();
        away.awaitReady();
        UUID after = cluster.idOf(away);
        History history = cluster.verify();
        assertThat(history.runsOf(Set.of(waiting))).singleElement().satisfies(one -> assertThat(one.member())
                .isEqualTo(after));
        assertThat(history.runsOf(Set.of(busy))).singleElement().satisfies(one -> {
            assertThat(one.member()).isEqualTo(after);
            assertThat(one.attempts())
                    .extracting(HistoryAttempt::outcome)
                    .containsExactly(HistoryAttempt.CRASHED, "succeeded");
        });
    }

    @Test
    void a_member_that_is_told_to_stop_is_not_ready_and_claims_nothing_from_then_on(ScenarioCluster cluster)
            throws InterruptedException {
        // given
        PayaraMember stopping = cluster.otherThanTimer();
        UUID gone = cluster.idOf(stopping);
        cluster.submitAll(jobs(120, () -> job().sleeping(ScenarioCluster.STOP_GRACE.dividedBy(2))));
        eventually("the member is busy").until(() -> claimed(gone, Instant.EPOCH, cluster) >= 5);
        // when
        Instant asked = cluster.rows().now();
        Thread stop = new Thread(stopping::stop, "stop");
        stop.start();
        // then
        eventually("it is not ready").pollInterval(Duration.ofMillis(20)).until(() -> !stopping.isReady());
        Instant refused = cluster.rows().now();
        assertThat(stopping.isAlive()).as("it has still something to do").isTrue();
        Measure.print("told to stop, not ready within", Duration.between(asked, refused));
        stop.join();
        assertThat(claimed(gone, refused, cluster)).isZero();
        cluster.verify();
    }

    private static long claimed(UUID member, Instant after, ScenarioCluster cluster) {
        return cluster.rows().number("select count(*) from run where member = ? and claimed_at > ?", member, after);
    }

    private static void awaitInstants(UUID job, Instant after, int members, ScenarioCluster cluster) {
        eventually("instants of " + members + " members")
                .until(() -> cluster.rows().number(WHOLE, job, after, members) >= 3);
    }

    private static String reason(UUID run, ScenarioCluster cluster) throws IOException {
        return cluster.api()
                .get("api/v1/runs/" + run + "/why")
                .required()
                .json()
                .getString("reason");
    }
}
