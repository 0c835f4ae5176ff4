package carillon.handler;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The files of one attempt: {@code work}, the directory its program works in, and beside it, only until the program has
 * them open, its input and the pipes that take its output.
 */
final class AttemptDirectory {

    private static final long PATIENCE_SECONDS = 10;

    private final Path path;

    AttemptDirectory(Path path) throws IOException {
        this.path = path;
        Files.createDirectory(work());
    }

    Path work() {
        return path.resolve("work");
    }

    Path input() {
        return path.resolve("input");
    }

    Path output() {
        return path.resolve("output");
    }

    Path errors() {
        return path.resolve("errors");
    }

    /**
     * @param files whose entries are linked into the working directory; null for none
     * @param payload of the attempt; null gives an empty input
     */
    void prepare(Path files, String payload) throws IOException {
        Files.writeString(input(), payload == null ? "" : payload);
        if (files != null) {
            link(files);
        }
        makePipes();
    }

    /** What has been opened needs no name any more. */
    void unlink() throws IOException {
        Files.delete(input());
        Files.delete(output());
        Files.delete(errors());
    }

    void remove() throws IOException {
        DirectoryTree.remove(path);
    }

    private void link(Path files) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(files)) {
            for (Path entry : entries) {
                Files.createSymbolicLink(work().resolve(entry.getFileName()), entry.toAbsolutePath());
            }
        }
    }

    /**
     * Named pipes, because those that Java makes are read to their end when the leader ends, in memory, however much others
     * that it left behind still write.
     */
    private void makePipes() throws IOException {
        Process made = new ProcessBuilder(
                        ProcessTools.path("mkfifo"), "-m", "600", output().toString(), errors().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!made.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IOException("could not make pipes in " + path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making pipes", e);
        }
    }
}
