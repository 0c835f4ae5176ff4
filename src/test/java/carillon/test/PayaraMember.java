package carillon.test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One member of a local cluster: a Payara Micro of its own, with the WAR and the RAR.
 *
 * <p>It keeps its number and its ports over restarts. One thread at a time starts and stops it; any may ask and signal.
 */
public final class PayaraMember {

    private static final Duration KILLED = Duration.ofSeconds(10);

    /** What Payara Micro prints when it has deployed all it could. */
    private static final String STARTED = "Payara Micro URLs:";

    private final int number;
    private final ClusterPlan plan;
    private final Map<String, String> settings;
    private final PayaraRuntime runtime;
    private final MemberCommand command;
    private final OrphanGuard guard;
    private final Probe probe;
    private final ServerLog printed;
    private volatile ChildProcess process;
    private volatile boolean started;
    private volatile boolean ready;
    private final AtomicInteger dumps = new AtomicInteger();

    PayaraMember(int number, ClusterPlan plan, Map<String, String> settings, PayaraRuntime runtime, OrphanGuard guard) {
        this.number = number;
        this.plan = plan;
        this.settings = Map.copyOf(settings);
        this.runtime = runtime;
        this.command = new MemberCommand(plan, runtime);
        this.guard = guard;
        this.printed = new ServerLog(log());
        this.probe = new Probe(uri(), plan.readyPath(), plan.applicationPath());
    }

    /** Starts the process and returns at once; {@link #awaitReady()} says when it serves. */
    public void start() {
        startWith(Map.of());
    }

    /**
     * The same.
     *
     * @param variables of the process's environment, over those of the cluster, for this start alone
     */
    public void startWith(Map<String, String> variables) {
        if (isAlive()) {
            throw new IllegalStateException("Member " + number + " runs already, as process " + pid());
        }
        Path directory = plan.memberDirectory(number);
        runtime.install(directory);
        try {
            Files.createDirectories(directory.resolve("tmp"));
        } catch (IOException e) {
            throw new ServerStartException("Could not make " + directory.resolve("tmp"), e);
        }
        printed.mark();
        started = false;
        ready = false;
        process = ChildProcess.start(command.of(number, settings), environment(variables), directory, log(), guard);
    }

    private Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(plan.environment(number));
        environment.putAll(variables);
        return environment;
    }

    /** @throws ServerStartException when it ends, or is not ready in time; it is killed then */
    public void awaitReady() {
        Instant end = Instant.now().plus(plan.startPatience());
        while (!isReady()) {
            if (!isAlive()) {
                throw failed("has ended while it was starting");
            }
            if (started && probe.isApplicationAbsent()) {
                kill();
                throw failed("has started, but could not deploy the application");
            }
            if (Instant.now().isAfter(end)) {
                dumpThreads();
                kill();
                throw failed("was not ready after " + plan.startPatience().toSeconds() + " s: " + probe.lastAnswer()
                        + " (with -Plocal, -DstartSeconds gives it longer)");
            }
            Pause.briefly();
        }
    }

    private ServerStartException failed(String what) {
        return new ServerStartException(
                "Member " + number + " on port " + plan.port(number) + " " + what + ". " + printed.excerpt());
    }

    /** Not asked over HTTP before it has started: what is not there yet fails loudly into the log. */
    public boolean isReady() {
        started = started || printed.says(STARTED);
        boolean serves = started && isAlive() && probe.isReady();
        ready |= serves;
        return serves;
    }

    /** True when it was seen to be ready since its last start: callers may be sent to it. */
    public boolean hasBeenReady() {
        return ready && isAlive();
    }

    public boolean isAlive() {
        ChildProcess current = process;
        return current != null && current.isAlive();
    }

    /** SIGTERM, and waits for the end; a member that takes too long is killed. Does nothing when it is gone. */
    public void stop() {
        requestStop();
        awaitStop();
    }

    /** SIGTERM, without waiting. A frozen member is woken, or it could not stop. */
    void requestStop() {
        if (isAlive()) {
            process.send(Signal.CONT);
            process.send(Signal.TERM);
        }
    }

    void awaitStop() {
        if (process != null) {
            process.awaitEnd(plan.stopPatience());
            runtime.keepClassArchive(command.newClassArchive(number));
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() {
        if (process != null) {
            process.send(Signal.KILL);
            process.awaitEnd(KILLED);
        }
    }

    /** SIGSTOP: it keeps its connections and does nothing until {@link #wake()}. */
    public void freeze() {
        process.send(Signal.STOP);
    }

    public void wake() {
        process.send(Signal.CONT);
    }

    /** Stops it, if it runs, starts it again on the same port and waits until it is ready. */
    public void restart() {
        stop();
        start();
        awaitReady();
    }

    /** 1 for the first. */
    public int number() {
        return number;
    }

    /** {@code http://127.0.0.1:<port>/}, or the address of the member's own host. */
    public URI uri() {
        return URI.create("http://" + plan.host(number) + ":" + plan.port(number) + "/");
    }

    /** Where it is, for whoever cuts its wires. */
    public Host host() {
        return Host.member(number);
    }

    int hazelcastPort() {
        return plan.hazelcastPort(number);
    }

    /** Of the process that runs, or ran last. */
    public long pid() {
        return process.pid();
    }

    public Path log() {
        return plan.log("member-" + number);
    }

    /** Writes beside the log what each of its threads is doing: {@code member-<number>-threads-<count>.txt}. */
    public void dumpThreads() {
        if (isAlive()) {
            String name = "member-" + number + "-threads-" + dumps.incrementAndGet() + ".txt";
            ThreadDump.write(pid(), log().resolveSibling(name));
        }
    }
}
