package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./mvnw -Plocal} as the shell sees it: a process that is signalled, and what it leaves. */
class RunLocalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path output;
    private Process launcher;

    @BeforeEach
    void name_the_output() {
        output = directory.resolve("output");
    }

    @AfterEach
    void end_the_launcher() {
        if (launcher != null) {
            launcher.destroyForcibly();
        }
        await().atMost(PATIENCE).until(() -> left().isEmpty());
    }

    @Test
    void sigterm_amid_the_start_leaves_no_process() throws Exception {
        launch(FreePorts.one());
        await().atMost(PATIENCE).until(() -> says("Starting 1 member"));
        assertThat(left()).isNotEmpty();

        Signal.TERM.send(launcher.pid());

        assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(left()).isEmpty();
        assertThat(says("did not start")).isFalse();
    }

    @Test
    void a_killed_launcher_takes_its_servers_along() throws Exception {
        launch(FreePorts.one());
        await().atMost(PATIENCE).until(() -> says("Starting 1 member"));

        Signal.KILL.send(launcher.pid());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(left()).isEmpty());
    }

    @Test
    void a_taken_port_is_told_before_anything_starts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            launch(taken.getLocalPort());

            assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(launcher.exitValue()).isEqualTo(1);
            assertThat(says("Port " + taken.getLocalPort() + ", meant for member 1, is taken by another program."))
                    .isTrue();
            assertThat(says("Starting")).isFalse();
        }
    }

    @Test
    void a_second_cluster_in_the_same_directory_is_refused() throws Exception {
        try (ClusterDirectory taken = ClusterDirectory.take(directory.resolve("local"), true)) {
            launch(FreePorts.one());

            assertThat(launcher.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(launcher.exitValue()).isEqualTo(1);
            assertThat(says("Another local cluster runs in " + taken.path())).isTrue();
        }
    }

    private void launch(int port) throws IOException {
        launcher = new ProcessBuilder(
                        Java.program(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Dbasedir=" + Project.directory(),
                        "-DlocalDirectory=" + directory.resolve("local"),
                        "-Dport=" + port,
                        RunLocal.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private boolean says(String text) throws IOException {
        return Files.readString(output).contains(text);
    }

    /** Processes of the cluster: all but the launcher have its directory in their command line, as their own does. */
    private List<Long> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> launcher == null || process.pid() != launcher.pid())
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .map(ProcessHandle::pid)
                .toList();
    }
}
