package carillon.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What each thread of a JVM is doing, for whoever wonders why it does not answer. */
final class ThreadDump {

    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final int PATIENCE_SECONDS = 20;

    private ThreadDump() {}

    /** Writes the file; when the JVM is frozen or gone, the file says so, or stays empty. */
    static void write(long pid, Path file) {
        try {
            Process process = new ProcessBuilder(JCMD.toString(), Long.toString(pid), "Thread.print", "-l")
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new IllegalStateException("Could not run " + JCMD + ", which a JDK has", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
