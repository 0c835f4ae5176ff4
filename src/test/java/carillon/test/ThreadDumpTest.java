package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadDumpTest {

    @TempDir
    private Path directory;

    @Test
    void a_thread_that_waits_is_there_with_what_it_waits_in() throws IOException, InterruptedException {
        // given
        CountDownLatch never = new CountDownLatch(1);
        Thread stuck = new Thread(() -> awaitQuietly(never), "stuck-in-a-test");
        stuck.start();
        Path file = directory.resolve("threads.txt");
        // when
        ThreadDump.write(ProcessHandle.current().pid(), file);
        // then
        never.countDown();
        stuck.join();
        assertThat(Files.readString(file)).contains("\"stuck-in-a-test\"", "ThreadDumpTest.awaitQuietly");
    }

    @Test
    void of_a_process_that_is_gone_there_is_a_line_and_no_failure() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("/bin/true").start();
        gone.waitFor();
        Path file = directory.resolve("threads.txt");

        ThreadDump.write(gone.pid(), file);

        assertThat(file).exists();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
