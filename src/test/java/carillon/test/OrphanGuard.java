package carillon.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Ends the servers of a local cluster when their launcher is gone without having stopped them.
 *
 * <p>It is a shell that waits for the end of its standard input, which comes when the launcher ends in any way, SIGKILL
 * included, and then signals what is still on the list.
 */
final class OrphanGuard implements AutoCloseable {

    private static final String SCRIPT =
            """
            trap '' HUP INT TERM
            cat > /dev/null
            while read -r signal process; do
              case $process in /*) process=$(head -n 1 "$process" 2> /dev/null) || continue ;; esac
              kill -"$signal" "$process" 2> /dev/null
            done < "$1"
            """;

    private final Path list;
    private final List<String> watched = new CopyOnWriteArrayList<>();
    private final Process shell;

    /** @param list the file that names what to end, one signal and process a line */
    OrphanGuard(Path list) {
        this.list = list;
        write();
        try {
            shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "carillon-guard", list.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void watch(Signal signal, long pid) {
        watched.add(signal + " " + pid);
        write();
    }

    /** @param pidFile a file whose first line will be the process's id; the process may start later */
    void watch(Signal signal, Path pidFile) {
        watched.add(signal + " " + pidFile.toAbsolutePath());
        write();
    }

    void forget(long pid) {
        watched.removeIf(line -> line.endsWith(" " + pid));
        write();
    }

    void forget(Path pidFile) {
        watched.removeIf(line -> line.endsWith(" " + pidFile.toAbsolutePath()));
        write();
    }

    private synchronized void write() {
        try {
            Files.write(list, watched);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the guard, and with it what is still on the list: nothing, when all has been stopped. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            shell.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
