package carillon.handler;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where this member's attempts have their working directories: a directory of the member's own, with a lock that the
 * operating system takes away when the JVM is gone, so that the next one knows what nobody uses any more. Any thread may
 * use it.
 */
final class ProcessDirectories implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ProcessDirectories.class.getName());
    private static final String PREFIX = "carillon-process-";
    private static final String LOCK = "lock";

    private final Path own;
    private final FileChannel lock;

    /**
     * Makes the member's directory, and removes those of members that are gone.
     *
     * @param base where they all lie; made when it is not there
     */
    ProcessDirectories(Path base) throws IOException {
        Files.createDirectories(base);
        sweep(base);
        own = Files.createDirectory(
                base.resolve(PREFIX + UUID.randomUUID()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        lock = open(own);
        lock.lock();
    }

    /** A new one for an attempt. */
    AttemptDirectory make(Attempt attempt) throws IOException {
        String name = attempt.run() + "-" + attempt.number() + "-";
        return new AttemptDirectory(Files.createTempDirectory(own, name));
    }

    /** Removes everything of this member. */
    @Override
    public void close() {
        try {
            DirectoryTree.remove(own);
            lock.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "event=directory-kept path=" + own + " next=\"swept at a later start\"");
        }
    }

    private static void sweep(Path base) throws IOException {
        try (DirectoryStream<Path> members = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path member : members) {
                sweepIfGone(member);
            }
        }
    }

    private static void sweepIfGone(Path member) {
        try (FileChannel channel = open(member);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                DirectoryTree.remove(member);
                LOG.info(() -> "event=directories-swept path=" + member);
            }
        } catch (OverlappingFileLockException e) {
            LOG.fine(() -> "event=directories-in-use path=" + member);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "event=directory-kept path=" + member + " next=\"tried at the next start\"");
        }
    }

    private static FileChannel open(Path member) throws IOException {
        return FileChannel.open(member.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
