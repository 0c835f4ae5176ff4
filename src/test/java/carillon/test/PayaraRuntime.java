package carillon.test;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Payara Micro unpacked once, and given to each member as links: a member starts a second sooner than from the one jar,
 * and one that is killed leaves no unpacked copy behind.
 */
final class PayaraRuntime {

    static final String LAUNCHER = "launch-micro.jar";

    private static final Duration UNPACK = Duration.ofMinutes(2);

    private final Path jar;
    private final Path unpacked;
    private final Path classes;

    /** @param server the directory with payara-micro.jar */
    PayaraRuntime(Path server) {
        this.jar = server.resolve("payara-micro.jar").toAbsolutePath();
        this.unpacked = server.resolve("payara-micro").toAbsolutePath();
        this.classes = server.resolve(
                        "payara-micro-" + Runtime.version().toString().replace('+', '_') + ".jsa")
                .toAbsolutePath();
    }

    /**
     * The archive of classes that the JVM maps instead of reading and checking them again; empty until a member has
     * written it. It halves the work of a start.
     */
    Optional<Path> classArchive() {
        return Files.exists(classes) ? Optional.of(classes) : Optional.empty();
    }

    /** Takes the archive that a member has written at its end, if it has. */
    void keepClassArchive(Path written) {
        try {
            if (Files.exists(written)) {
                Files.move(written, classes, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Could not keep " + written, e);
        }
    }

    /**
     * Fills a member's directory; what was there of an earlier start is removed. Payara would not follow symbolic links.
     */
    void install(Path member) {
        try {
            unpackOnce();
            Trees.delete(member);
            Trees.link(unpacked, member);
        } catch (IOException e) {
            throw new ServerStartException("Could not lay out Payara Micro in " + member + ": " + e.getMessage(), e);
        }
    }

    private void unpackOnce() throws IOException {
        if (!Files.exists(jar)) {
            throw new ServerStartException(
                    "Payara Micro is not at " + jar + ". Build first: ./mvnw package -DskipTests");
        }
        try (RandomAccessFile file = new RandomAccessFile(unpacked + ".lock", "rw");
                FileLock lock = file.getChannel().lock()) {
            if (lock.isValid() && isStale()) {
                Trees.delete(unpacked);
                unpack();
                Files.deleteIfExists(classes);
            }
        }
    }

    private boolean isStale() throws IOException {
        Path launcher = unpacked.resolve(LAUNCHER);
        return !Files.exists(launcher)
                || Files.getLastModifiedTime(launcher).compareTo(Files.getLastModifiedTime(jar)) < 0;
    }

    private void unpack() throws IOException {
        Path log = unpacked.resolveSibling("unpack.log");
        try (OrphanGuard guard = new OrphanGuard(unpacked.resolveSibling("unpack.pids"))) {
            ChildProcess.start(
                            List.of(
                                    Java.program(),
                                    "-jar",
                                    jar.toString(),
                                    "--rootdir",
                                    unpacked.toString(),
                                    "--outputlauncher"),
                            Map.of(),
                            jar.getParent(),
                            log,
                            guard)
                    .awaitEnd(UNPACK);
        }
        if (!Files.exists(unpacked.resolve(LAUNCHER))) {
            throw new ServerStartException("Payara Micro could not be unpacked. " + new ServerLog(log).excerpt());
        }
    }
}
