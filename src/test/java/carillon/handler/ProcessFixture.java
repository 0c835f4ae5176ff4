package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A handler that may run {@code sh} and {@code awk}, with a directory of its own; what programs wrote is kept. */
final class ProcessFixture implements AutoCloseable {

    static final ProcessLimits LIMITS = new ProcessLimits(2_048, Duration.ofMinutes(1));

    private final ExecutorService removals = Executors.newSingleThreadExecutor();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Path base;
    private final ProcessHandler handler;

    ProcessFixture(Path base) {
        this(base, 5, 20, Map.of("sh", "/bin/sh"));
    }

    ProcessFixture(Path base, int places, int slots, Map<String, String> allowed) {
        this(base, places, slots, allowed, null);
    }

    ProcessFixture(Path base, int places, int slots, Map<String, String> allowed, Path files) {
        this(base, places, slots, allowed, files, Duration.ofMinutes(1));
    }

    /** @param patience how long an attempt waits for a place */
    ProcessFixture(Path base, int places, int slots, Map<String, String> allowed, Path files, Duration patience) {
        this.base = base;
        this.handler = new ProcessHandler(
                allowed,
                LIMITS,
                new ProcessPlaces(places, slots, Runnable::run),
                files,
                one -> new Processes(one, patience, base, Executors.defaultThreadFactory(), removals));
    }

    ProcessHandler handler() {
        return handler;
    }

    /** A script that the shell reads. */
    static ProcessHandlerSpec script(String text) {
        return new ProcessHandlerSpec(List.of("sh", "-c", text), null, null, null, null);
    }

    CompletableFuture<Outcome> start(ProcessHandlerSpec spec, AttemptBuilder attempt) {
        return handler.perform(spec, attempt.of(spec).build(), log::add);
    }

    CompletableFuture<Outcome> start(String script) {
        return start(script(script), attempt());
    }

    Outcome perform(ProcessHandlerSpec spec, AttemptBuilder attempt) throws Exception {
        return start(spec, attempt).get(40, TimeUnit.SECONDS);
    }

    Outcome perform(String script) throws Exception {
        return perform(script(script), attempt());
    }

    /** What programs wrote so far. */
    String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    /** Working directories that are there, of all members. */
    List<Path> workingDirectories() {
        try (Stream<Path> all = Files.walk(base, 2)) {
            return all.filter(path -> base.relativize(path).getNameCount() == 2 && Files.isDirectory(path))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path base() {
        return base;
    }

    @Override
    public void close() {
        handler.stop();
        removals.shutdown();
    }
}
