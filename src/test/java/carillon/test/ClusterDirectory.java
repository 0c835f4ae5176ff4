package carillon.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Where one local cluster keeps its files; no second cluster can have it at the same time.
 *
 * <p>After {@link #close()} there are the logs, and, when it is kept, the data of PostgreSQL.
 */
final class ClusterDirectory implements AutoCloseable {

    private final Path path;
    private final boolean kept;
    private final FileChannel lockFile;

    private ClusterDirectory(Path path, boolean kept, FileChannel lockFile) {
        this.path = path;
        this.kept = kept;
        this.lockFile = lockFile;
    }

    /**
     * Takes the directory, ends what a killed launcher left running in it, and clears what is left of an earlier start.
     *
     * @param kept true to use PostgreSQL's data of before, and to leave it for later
     * @throws ServerStartException when another cluster runs in it
     */
    static ClusterDirectory take(Path path, boolean kept) {
        try {
            Files.createDirectories(path);
            FileChannel lockFile =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                lockFile.close();
                throw new ServerStartException(
                        "Another local cluster runs in " + path + ". Stop it first: only one can use the data there.");
            }
            ClusterDirectory directory = new ClusterDirectory(path, kept, lockFile);
            Leftovers.end(directory.pids(), path);
            directory.clear();
            directory.turnLogs();
            return directory;
        } catch (IOException e) {
            throw new ServerStartException("Could not use the directory " + path + ": " + e.getMessage(), e);
        }
    }

    private static FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException takenInThisJvm) {
            return null;
        }
    }

    private void clear() throws IOException {
        List<Path> children;
        try (var listed = Files.list(path)) {
            children = listed.toList();
        }
        for (Path child : children) {
            if (!isForLater(child.getFileName().toString())) {
                Trees.delete(child);
            }
        }
    }

    /** The logs of the start before stay beside the new ones. */
    private void turnLogs() throws IOException {
        Path before = path.resolve("logs-before");
        if (Files.exists(logs())) {
            Trees.delete(before);
            Files.move(logs(), before);
        }
        Files.createDirectories(logs());
    }

    /** Removes the data that was kept. */
    void empty() {
        try {
            Trees.delete(postgres());
        } catch (IOException e) {
            throw new ServerStartException("Could not empty " + postgres() + ": " + e.getMessage(), e);
        }
    }

    private boolean isForLater(String name) {
        return name.equals("lock") || name.startsWith("logs") || kept && name.equals("postgres");
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    boolean isKept() {
        return kept;
    }

    /** What {@link OrphanGuard} keeps its list in. */
    Path pids() {
        return path.resolve("pids");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path redis() {
        return path.resolve("redis");
    }

    @Override
    public void close() {
        try {
            clear();
            lockFile.close();
            if (!kept) {
                Files.deleteIfExists(path.resolve("lock"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
