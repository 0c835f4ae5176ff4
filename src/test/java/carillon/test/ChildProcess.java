package carillon.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server that runs as a process of its own, away from the terminal: Ctrl-C reaches the launcher alone, which then stops
 * the servers in order.
 */
final class ChildProcess {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Process process;
    private final OrphanGuard guard;

    private ChildProcess(Process process, OrphanGuard guard) {
        this.process = process;
        this.guard = guard;
    }

    /**
     * Starts the command; what it prints is added to the log.
     *
     * @param environment added to this process's own
     */
    static ChildProcess start(
            List<String> command, Map<String, String> environment, Path directory, Path log, OrphanGuard guard) {
        List<String> detached = new ArrayList<>(command);
        if (Files.isExecutable(SETSID)) {
            detached.add(0, SETSID.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(detached)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            guard.watch(Signal.KILL, process.pid());
            return new ChildProcess(process, guard);
        } catch (IOException e) {
            throw new ServerStartException("Could not run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void send(Signal signal) {
        if (isAlive()) {
            signal.send(pid());
        }
    }

    /** Waits for the end, at most so long; then kills. Returns false when it had to kill. */
    boolean awaitEnd(Duration patience) {
        boolean ended = awaitUntil(patience);
        if (!ended) {
            send(Signal.KILL);
            awaitUntil(patience);
        }
        guard.forget(pid());
        return ended;
    }

    private boolean awaitUntil(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !isAlive();
        }
    }
}
