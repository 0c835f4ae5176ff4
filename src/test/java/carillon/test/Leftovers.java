package carillon.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Servers that still run because both their launcher and its guard were killed. */
final class Leftovers {

    private static final int PATIENCE_SECONDS = 20;

    private Leftovers() {}

    /**
     * Ends those on a guard's list.
     *
     * @param directory stands in the command line of each; another process that has the id by now is let alone
     */
    static void end(Path list, Path directory) throws IOException {
        if (!Files.exists(list)) {
            return;
        }
        for (String line : Files.readAllLines(list)) {
            String[] parts = line.split(" ", 2);
            process(parts[1])
                    .filter(found -> found.info().commandLine().orElse("").contains(directory.toString()))
                    .ifPresent(found -> end(found, Signal.valueOf(parts[0])));
        }
    }

    private static Optional<ProcessHandle> process(String pidOrFile) {
        try {
            String pid = pidOrFile.startsWith("/")
                    ? Files.readAllLines(Path.of(pidOrFile)).get(0)
                    : pidOrFile;
            return ProcessHandle.of(Long.parseLong(pid.trim()));
        } catch (IOException | RuntimeException gone) {
            return Optional.empty();
        }
    }

    private static void end(ProcessHandle process, Signal signal) {
        signal.send(process.pid());
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerStartException(
                    "Process " + process.pid() + " of an earlier local cluster does not end. Stop it: kill -KILL "
                            + process.pid(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
