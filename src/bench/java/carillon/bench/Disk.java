package carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a directory lies on, as far as Linux tells. */
final class Disk {

    private Disk() {}

    /** The file system, and of its disk, where it is on one that can be seen, the name and whether Linux takes it to rotate. */
    static String under(Path directory) {
        try {
            return Files.getFileStore(directory).type() + disk((Long) Files.getAttribute(directory, "unix:dev"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String disk(long device) throws IOException {
        long major = device >> 8 & 0xfff;
        long minor = device & 0xff | device >> 12 & 0xfff00;
        Path link = Path.of("/sys/dev/block", major + ":" + minor);
        if (!Files.exists(link)) {
            return "";
        }
        Path part = link.toRealPath();
        // Of a part of a disk, the queue is that of the whole.
        for (Path disk : new Path[] {part, part.getParent()}) {
            Path rotational = disk.resolve("queue/rotational");
            if (Files.isRegularFile(rotational)) {
                return " on " + disk.getFileName() + ", rotational="
                        + Files.readString(rotational).trim();
            }
        }
        return "";
    }
}
