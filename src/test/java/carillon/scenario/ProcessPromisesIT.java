package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.PayaraMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of programs whose member is killed. */
@ExtendWith(ScenarioExtension.class)
class ProcessPromisesIT {

    /** None of them heeds SIGTERM, one has left the session. */
    private static final String STUBBORN = "trap '' TERM; setsid sleep 8 & sleep 8; echo slept";

    /** As many as a member runs at once; each is a shell and what it has started. */
    private static final int PROGRAMS = 5;

    @Test
    void a_killed_members_programs_are_gone_and_their_runs_attempted_elsewhere(ScenarioCluster cluster)
            throws IOException {
        // given
        PayaraMember victim = cluster.otherThanTimer();
        UUID dead = cluster.idOf(victim);
        tellOthers("drain", dead, cluster);
        cluster.submitAll(JobRequest.jobs(PROGRAMS, () -> job().running(STUBBORN)));
        // A program that is being started has more processes for a moment: they do not stand for another's.
        eventually("the member runs programs")
                .until(() -> active(dead, cluster).stream()
                                .filter(run -> processes(Set.of(run)) >= 2)
                                .count()
                        == PROGRAMS);
        tellOthers("undrain", dead, cluster);
        // when
        victim.kill();
        Set<UUID> lost = active(dead, cluster);
        // then
        eventually("no program of a first attempt goes on").until(() -> processes(lost) == 0);
        eventually("the runs are attempted elsewhere")
                .until(() -> cluster.rows()
                                .number("select count(*) from run where id = any(?) and state = 'succeeded'", lost)
                        == lost.size());
        assertThat(lost).hasSize(PROGRAMS);
        assertThat(cluster.verify().runsWithId(lost)).hasSize(lost.size()).allSatisfy(run -> {
            assertThat(run.attempts())
                    .extracting(HistoryAttempt::outcome)
                    .containsExactly(HistoryAttempt.CRASHED, "succeeded");
            assertThat(run.member()).isNotEqualTo(dead);
        });
    }

    private static void tellOthers(String what, UUID victim, ScenarioCluster cluster) throws IOException {
        for (PayaraMember member : cluster.local().members()) {
            UUID id = cluster.idOf(member);
            if (!id.equals(victim)) {
                cluster.api().post("api/v1/members/" + id + "/" + what, "{}").required();
            }
        }
    }

    private static Set<UUID> active(UUID member, ScenarioCluster cluster) {
        return cluster.rows().ids("select id from run where member = ? and state = 'active'", member);
    }

    /** Those of first attempts of the runs: each has its run and attempt in its environment. */
    private static long processes(Set<UUID> runs) {
        List<String> environments;
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            environments = all.map(ProcessPromisesIT::environment).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return environments.stream()
                .filter(environment -> environment.contains("CARILLON_ATTEMPT=1\0"))
                .filter(environment -> runs.stream().anyMatch(run -> environment.contains("CARILLON_RUN=" + run)))
                .count();
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException noneOrGone) {
            return "";
        }
    }
}
