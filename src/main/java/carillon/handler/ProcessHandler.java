package carillon.handler;

import carillon.platform.FieldError;
import carillon.platform.Setting;
import carillon.platform.Threads;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Performs attempts that run a program, of those that this member's configuration allows. */
@ApplicationScoped
class ProcessHandler {

    private static final Logger LOG = Logger.getLogger(ProcessHandler.class.getName());

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, String> allowed;
    private final ProcessLimits limits;
    private final ProcessPlaces places;
    private final Path files;
    private final Start start;
    private Processes processes;

    @Inject
    ProcessHandler(Threads threads, HandlerThreads own) {
        this(
                Setting.PROCESS_ALLOW.map(),
                new ProcessLimits(Setting.PROCESS_MEMORY.number(), Setting.PROCESS_CPU_TIME.duration()),
                new ProcessPlaces(Setting.PROCESS_SLOTS.number(), Setting.WORKER_SLOTS.number(), threads.executor()),
                Setting.PROCESS_FILES.text().isEmpty() ? null : Path.of(Setting.PROCESS_FILES.text()),
                places -> new Processes(places, PATIENCE, base(), own.factory(), threads.executor()));
    }

    /**
     * @param allowed the programs' paths by the names that jobs call them
     * @param limits of each process
     * @param files directory whose entries each attempt finds in its working directory; null for none
     * @param start is called once, when there is something to run, or to remove
     */
    ProcessHandler(Map<String, String> allowed, ProcessLimits limits, ProcessPlaces places, Path files, Start start) {
        this.allowed = allowed;
        this.limits = limits;
        this.places = places;
        this.files = files;
        this.start = start;
    }

    protected ProcessHandler() {
        this(Map.of(), null, null, null, null);
    }

    private static Path base() {
        String configured = Setting.PROCESS_DIRECTORY.text();
        return Path.of(configured.isEmpty() ? System.getProperty("java.io.tmpdir") : configured);
    }

    /** Removes what an earlier member left behind, before there is anything to run. */
    void sweep(@Observes @Initialized(ApplicationScoped.class) Object started) {
        if (allowed.isEmpty() || !Setting.ROLES.list().contains("worker")) {
            return;
        }
        List<String> missing = ProcessTools.missing();
        if (!missing.isEmpty()) {
            LOG.warning(() -> "event=no-processes missing=\"" + String.join(", ", missing) + "\"");
            return;
        }
        try {
            processes();
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "event=no-processes next=\"tried again with the first attempt\"");
        }
    }

    /**
     * @param log takes what the program writes, one or several lines at a time; called on a thread that must not wait
     */
    CompletableFuture<Outcome> perform(ProcessHandlerSpec spec, Attempt attempt, Consumer<String> log) {
        List<FieldError> errors = check(spec);
        if (!errors.isEmpty()) {
            // Another member may allow it, or this one soon, while a new configuration is rolled out.
            FieldError first = errors.get(0);
            return completed(Outcome.Failed.retryable(first.field() + " " + first.message()));
        }
        Path program = Path.of(allowed.get(spec.command().get(0)));
        if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            return completed(Outcome.Failed.retryable(program + " is not on this member, or it may not execute it"));
        }
        if (!places.enter(attempt.run())) {
            return completed(places.postpone(attempt.run()));
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        try {
            processes()
                    .add(new ProcessPlan(
                            attempt, spec, program, limits.of(spec), files, log, outcome, System.nanoTime()));
        } catch (IOException e) {
            places.leave(null);
            outcome.complete(Outcome.Failed.retryable("there can be no working directory: " + ErrorLine.of(e)));
        }
        return outcome;
    }

    ProcessStanding standing() {
        return allowed.isEmpty() ? ProcessStanding.NONE : places.standing();
    }

    /** Whether this member would run it; {@link ProcessHandlerSpec#check} has found nothing. */
    List<FieldError> check(ProcessHandlerSpec spec) {
        if (allowed.isEmpty()) {
            return List.of(
                    new FieldError("type", "process is off on this member: carillon.process.allow names no program"));
        }
        List<String> missing = ProcessTools.missing();
        if (!missing.isEmpty()) {
            return List.of(new FieldError(
                    "type", "process needs Linux with " + String.join(", ", missing) + ", which this member has not"));
        }
        List<FieldError> errors = new ArrayList<>();
        if (!allowed.containsKey(spec.command().get(0))) {
            errors.add(new FieldError(
                    "command[0]",
                    "is no program that carillon.process.allow of this member names; there are: "
                            + String.join(", ", allowed.keySet())));
        }
        errors.addAll(limits.check(spec));
        return errors;
    }

    private synchronized Processes processes() throws IOException {
        if (processes == null) {
            processes = start.with(places);
        }
        return processes;
    }

    @PreDestroy
    synchronized void stop() {
        if (processes != null) {
            processes.close();
        }
    }

    private static CompletableFuture<Outcome> completed(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    /** Starts what looks after programs. */
    @FunctionalInterface
    interface Start {
        Processes with(ProcessPlaces places) throws IOException;
    }
}
