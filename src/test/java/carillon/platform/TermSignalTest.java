package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM does on SIGTERM, seen from outside of it. */
class TermSignalTest {

    private static final int ENDED_BY_TERM = 143;

    @ParameterizedTest
    @ValueSource(strings = {"works", "fails"})
    void the_jvm_ends_after_the_action_whatever_it_does(String action) throws Exception {
        Process process = start(action);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo(action);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ENDED_BY_TERM);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void the_jvm_ends_at_a_second_signal_while_the_action_goes_on() throws Exception {
        Process process = start("hangs");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("hangs");
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ENDED_BY_TERM);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String action) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Terminated.class.getName(),
                        action))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Says that it is ready, then waits for the signal. */
    static final class Terminated {

        private Terminated() {}

        public static void main(String[] arguments) throws InterruptedException {
            TermSignal.install(() -> act(arguments[0]));
            System.out.println("ready");
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }

        private static void act(String action) {
            System.out.println(action);
            if (action.equals("fails")) {
                throw new IllegalStateException("as asked");
            }
            if (action.equals("hangs")) {
                pause();
            }
        }

        private static void pause() {
            try {
                Thread.sleep(TimeUnit.MINUTES.toMillis(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
