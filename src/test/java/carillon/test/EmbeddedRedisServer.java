package carillon.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on 127.0.0.1 that keeps nothing on disk. It can be stopped, emptied, frozen and started again on the same
 * port. Safe for use by several threads.
 */
public final class EmbeddedRedisServer {

    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int ANSWER_MILLIS = 2_000;

    private final Path directory;
    private final Path log;
    private final ServerLog printed;
    private final int port;
    private final List<String> addresses;
    private final OrphanGuard guard;
    private ChildProcess process;

    /** @param addresses that it listens on beside 127.0.0.1 */
    EmbeddedRedisServer(Path directory, Path log, int port, List<String> addresses, OrphanGuard guard) {
        this.directory = directory;
        this.log = log;
        this.printed = new ServerLog(log);
        this.port = port;
        this.addresses = List.copyOf(addresses);
        this.guard = guard;
    }

    /** Starts empty; does nothing when it runs. Returns when it answers. */
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        try {
            printed.mark();
            Files.createDirectories(directory);
            process = ChildProcess.start(command(), Map.of(), directory, log, guard);
        } catch (IOException e) {
            throw new ServerStartException("Redis did not start: " + e.getMessage(), e);
        }
        awaitAnswer();
    }

    private List<String> command() throws IOException {
        Path program = ExecutableProvider.newJarResourceProvider(directory.toFile())
                .get()
                .toPath();
        List<String> command = new ArrayList<>(
                List.of(program.toAbsolutePath().toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(addresses);
        command.addAll(List.of(
                // It has no password, and would let nobody in from elsewhere.
                "--protected-mode",
                addresses.isEmpty() ? "yes" : "no",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toAbsolutePath().toString()));
        return command;
    }

    private void awaitAnswer() {
        Instant end = Instant.now().plus(START);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                process.send(Signal.KILL);
                throw new ServerStartException("Redis did not start on port " + port + ". " + printed.excerpt());
            }
            Pause.briefly();
        }
    }

    private boolean answers() {
        try {
            return "+PONG".equals(call("PING"));
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Removes every key. */
    public void flush() {
        try {
            call("FLUSHALL");
        } catch (IOException e) {
            throw new IllegalStateException("Redis on port " + port + " could not be emptied", e);
        }
    }

    /** Sends one command, its words apart by blanks; returns the first line of the answer. */
    String call(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    /** All that it held is gone. */
    public synchronized void stop() {
        if (process != null) {
            process.send(Signal.CONT);
            process.send(Signal.TERM);
            process.awaitEnd(STOP);
            process = null;
        }
    }

    /** Keeps its connections but answers nothing until {@link #wake()}. */
    public synchronized void freeze() {
        process.send(Signal.STOP);
    }

    public synchronized void wake() {
        process.send(Signal.CONT);
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    public int port() {
        return port;
    }
}
