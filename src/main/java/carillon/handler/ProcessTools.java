package carillon.handler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of every Linux that start others under our conditions; of util-linux, coreutils and grep, and a shell for the
 * guard. A job's command is never read by a shell.
 */
final class ProcessTools {

    private static final List<Path> PLACES = List.of(Path.of("/usr/bin"), Path.of("/bin"));
    private static final List<String> NEEDED = List.of("sh", "grep", "mkfifo", "prlimit", "setpriv", "setsid");

    private ProcessTools() {}

    /** Names of those that are not there, and {@code /proc} without which no process is found again; empty when all are. */
    static List<String> missing() {
        List<String> missing = new ArrayList<>(
                NEEDED.stream().filter(tool -> find(tool).isEmpty()).toList());
        if (!Files.isReadable(Path.of("/proc/self/stat"))) {
            missing.add("/proc");
        }
        return missing;
    }

    static String path(String tool) {
        return find(tool).orElseThrow(() -> new IllegalStateException("there is no " + tool + " on this machine"));
    }

    private static Optional<String> find(String tool) {
        return PLACES.stream()
                .map(place -> place.resolve(tool))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /**
     * The whole command line, a chain of programs of which each becomes the next: one process from beginning to end, leader
     * of a session and a group of its own, without new privileges, killed by the kernel when the thread that started it is
     * gone, with bounds and no core dumps.
     */
    static List<String> command(Path program, List<String> arguments, ProcessLimits limits) {
        long seconds = limits.cpuTime().toSeconds();
        Stream<String> conditions = Stream.of(
                path("setsid"),
                path("setpriv"),
                "--no-new-privs",
                "--pdeathsig",
                "KILL",
                path("prlimit"),
                "--core=0",
                // SIGXCPU, and SIGKILL for what goes on regardless.
                "--cpu=" + seconds + ":" + (seconds + 2));
        Stream<String> memory =
                limits.memory() > 0 ? Stream.of("--as=" + ((long) limits.memory() << 20)) : Stream.empty();
        return Stream.of(conditions, memory, Stream.of(program.toString()), arguments.stream())
                .flatMap(part -> part)
                .toList();
    }
}
