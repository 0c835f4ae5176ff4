package carillon.worker;

import carillon.handler.AttemptReport;
import carillon.platform.DatabaseClock;
import carillon.run.LogPiece;
import carillon.run.RunProgress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What one attempt tells of itself, until it is written. */
final class Report implements AttemptReport {

    /** Characters; the rest of a longer line is left out. */
    private static final int LONGEST_LINE = 8_000;

    private static final long BETWEEN_PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private final Key key;
    private final DatabaseClock clock;
    private final Consumer<Report> waiting;
    private final int pieceBytes;
    private final int mostBytes;
    private final AtomicReference<RunProgress> progress = new AtomicReference<>();
    /** Made by the first line: most attempts have none. */
    private volatile LineBuffer lines;
    /** Number of the last piece that was taken; the writer's alone. */
    private int part;
    /** By the JVM's monotonic clock; the writer's alone. */
    private long progressAt = System.nanoTime() - BETWEEN_PROGRESS_NANOS;

    /**
     * @param waiting told, more than once perhaps, when there is something to write
     */
    Report(Key key, DatabaseClock clock, int pieceBytes, int mostBytes, Consumer<Report> waiting) {
        this.key = key;
        this.clock = clock;
        this.pieceBytes = pieceBytes;
        this.mostBytes = mostBytes;
        this.waiting = waiting;
    }

    Key key() {
        return key;
    }

    @Override
    public void log(String text) {
        if (text == null) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        LineBuffer buffer = lines();
        for (String line : LINE_BREAK.split(text)) {
            buffer.add(now + " " + storable(line) + "\n");
        }
        waiting.accept(this);
    }

    private LineBuffer lines() {
        if (lines == null) {
            synchronized (this) {
                if (lines == null) {
                    lines = new LineBuffer(pieceBytes, mostBytes);
                }
            }
        }
        return lines;
    }

    /** PostgreSQL knows no NUL character. */
    private static String storable(String line) {
        String known = line.replace('\0', '\uFFFD');
        if (known.length() <= LONGEST_LINE) {
            return known;
        }
        int cut = Character.isHighSurrogate(known.charAt(LONGEST_LINE - 1)) ? LONGEST_LINE - 1 : LONGEST_LINE;
        return known.substring(0, cut) + "… (" + (known.length() - cut) + " characters left out)";
    }

    @Override
    public void progress(double fraction, String message) {
        progress.set(new RunProgress(key.run(), key.attempt(), fraction, message));
        waiting.accept(this);
    }

    /** The lines since the last call. */
    List<LogPiece> takeLines() {
        LineBuffer buffer = lines;
        if (buffer == null) {
            return List.of();
        }
        return buffer.take().stream()
                .map(piece -> new LogPiece(key.run(), key.attempt(), ++part, piece.skipped(), piece.text()))
                .toList();
    }

    /**
     * How far it is, when it told so since the last call; null when it did not, or when less than a second has passed.
     *
     * @param ended true takes it however little time has passed: there will be no later word
     */
    RunProgress takeProgress(boolean ended) {
        long now = System.nanoTime();
        if (!ended && now - progressAt < BETWEEN_PROGRESS_NANOS) {
            return null;
        }
        RunProgress latest = progress.getAndSet(null);
        progressAt = latest == null ? progressAt : now;
        return latest;
    }

    boolean hasProgress() {
        return progress.get() != null;
    }

    /** An attempt of a run. */
    record Key(UUID run, int attempt) {}
}
