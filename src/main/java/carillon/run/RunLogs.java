package carillon.run;

import carillon.platform.Setting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The logs of runs: text that attempts leave behind, kept with the run up to a bound, its beginning and its end. */
@ApplicationScoped
public class RunLogs {

    /** Some 2 MiB at most. */
    private static final int PIECES_AT_ONCE = 32;

    private final RunLogRepository repository;
    private final int limit;

    /** For the container's proxy. */
    protected RunLogs() {
        this(null, 0);
    }

    @Inject
    public RunLogs(RunLogRepository repository) {
        this(repository, Setting.RUN_LOG_LIMIT.number());
    }

    /**
     * @param limit bytes kept of each log
     */
    public RunLogs(RunLogRepository repository, int limit) {
        this.repository = repository;
        this.limit = limit;
    }

    /** Bytes kept of each log. */
    public int limit() {
        return limit;
    }

    /**
     * Writes pieces of any number of runs, those of an attempt in order, and leaves out the middle of logs that have become
     * longer than the limit.
     *
     * @param member its name, for people
     * @return the pieces that are there now; the others are to be written again
     */
    public Set<LogPiece> append(String member, List<LogPiece> pieces) {
        Map<LogPiece, Long> there = repository.append(member, pieces);
        Set<UUID> tooLong = there.entrySet().stream()
                .filter(piece -> piece.getValue() > limit)
                .map(piece -> piece.getKey().run())
                .collect(Collectors.toSet());
        if (!tooLong.isEmpty()) {
            repository.trim(tooLong, limit / 2, limit - limit / 2);
        }
        return there.keySet();
    }

    /**
     * What follows so many bytes of the log, as far as it can be read at once; read on from its end until it is empty.
     */
    public LogText read(UUID run, long from) {
        StringBuilder text = new StringBuilder();
        long at = from;
        for (RunLogRepository.Kept piece : repository.read(run, from, PIECES_AT_ONCE)) {
            if (piece.position() > at) {
                text.append(String.format(Locale.ROOT, "=== %,d bytes left out ===\n", piece.position() - at));
            }
            text.append(piece.position() < at ? behind(piece, at) : piece.text());
            at = piece.end();
        }
        return new LogText(text.toString(), at);
    }

    private static String behind(RunLogRepository.Kept piece, long at) {
        byte[] bytes = piece.text().getBytes(StandardCharsets.UTF_8);
        int skip = (int) (at - piece.position());
        return new String(bytes, skip, bytes.length - skip, StandardCharsets.UTF_8);
    }

    /** How the logs of those runs stand, in one moment. */
    public Map<UUID, LogStanding> standing(Collection<UUID> runs) {
        return repository.standing(runs);
    }

    /** From where to read for the last lines of a log. */
    public long startOfLast(UUID run, int lines) {
        long start = Long.MAX_VALUE;
        int missing = lines;
        while (missing > 0) {
            List<RunLogRepository.Kept> pieces = repository.readBack(run, start, PIECES_AT_ONCE);
            if (pieces.isEmpty()) {
                return start == Long.MAX_VALUE ? 0 : start;
            }
            for (RunLogRepository.Kept piece : pieces) {
                int there = (int) piece.text().chars().filter(c -> c == '\n').count();
                if (there >= missing) {
                    return piece.end() - lastLines(piece.text(), missing).getBytes(StandardCharsets.UTF_8).length;
                }
                missing -= there;
                start = piece.position();
            }
        }
        return start;
    }

    /** Of whole lines. */
    private static String lastLines(String text, int lines) {
        int at = text.length() - 1;
        for (int seen = 0; seen < lines && at >= 0; seen++) {
            at = text.lastIndexOf('\n', at - 1);
        }
        return text.substring(at + 1);
    }
}
