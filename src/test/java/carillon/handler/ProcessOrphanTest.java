package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Succeeded;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of processes whose member is killed. */
@Timeout(120)
class ProcessOrphanTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Marked marked = new Marked();

    @TempDir
    private Path base;

    private Process member;

    @AfterEach
    void stop() {
        if (member != null) {
            member.destroyForcibly();
        }
    }

    @Test
    void a_killed_member_takes_its_processes_with_it_and_the_next_one_removes_their_directories() throws Exception {
        // given: one in its group, one that has left it, and one whose parent is gone
        member = member("trap '' TERM; " + sleeper() + " & (setsid " + sleeper() + " &); " + sleeper());
        await().atMost(PATIENCE).until(() -> marked.alive() >= 3);
        assertThat(base).isNotEmptyDirectory();

        // when
        member.destroyForcibly();

        // then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(marked.alive()).isZero());
        try (ProcessFixture next = new ProcessFixture(base)) {
            assertThat(next.perform("echo next")).isEqualTo(new Succeeded("\"next\""));
            await().untilAsserted(() -> assertThat(Files.list(base)).hasSize(1));
        }
    }

    @Test
    void the_directories_of_a_member_that_lives_are_left_alone() throws Exception {
        member = member("echo here; " + sleeper());
        await().atMost(PATIENCE).until(() -> marked.alive() >= 1);

        try (ProcessFixture other = new ProcessFixture(base)) {
            other.perform("true");

            assertThat(Files.list(base)).hasSize(2);
        }
        assertThat(marked.alive()).isEqualTo(1);
    }

    @Test
    void a_guard_that_somebody_killed_is_started_again() throws Exception {
        ProcessHandle guard;
        try (ProcessFixture programs = new ProcessFixture(base)) {
            programs.perform("true");
            guard = guards().get(0);
            guard.destroyForcibly();
            await().until(() -> !guard.isAlive());

            assertThat(programs.perform("echo on")).isEqualTo(new Succeeded("\"on\""));
            assertThat(guards()).hasSize(1);
        }
        await().until(() -> guards().isEmpty());
    }

    private Process member(String script) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ProcessMember.class.getName(),
                        base.toString(),
                        script)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File(base.getParent().toFile(), base.getFileName() + ".log"))
                .start();
    }

    private String sleeper() {
        return marked.sleeper("300");
    }

    private static List<ProcessHandle> guards() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("carillon-guard CARILLON_PROCESS="))
                .toList();
    }
}
