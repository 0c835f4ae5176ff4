package carillon.handler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of one attempt besides its leader: those of its session, and those that have left it but carry the
 * attempt's key in their environment. One that did both, left the session and dropped its environment, is not found.
 */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");

    private final long session;
    private final String key;

    /**
     * @param session the leader's id
     * @param key variable and value
     */
    ProcessTree(long session, String key) {
        this.session = session;
        this.key = "\0" + key + "\0";
    }

    /** Kills those there are, and returns how many; more may come as long as it is not 0. */
    int kill() {
        List<Long> found = find();
        for (long pid : found) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        return found.size();
    }

    private List<Long> find() {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                if (belongs(entry)) {
                    found.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    private boolean belongs(Path process) {
        try {
            // 4123 (name) S parent group session …; the name may hold anything.
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            boolean gone = fields[0].equals("Z") || fields[0].equals("X");
            return !gone && (Long.parseLong(fields[3]) == session || carriesKey(process));
        } catch (IOException | RuntimeException goneOrAnothers) {
            return false;
        }
    }

    /** Variables are apart by NUL, and each ends with one. */
    private boolean carriesKey(Path process) throws IOException {
        String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        return ("\0" + environment).contains(key);
    }
}
