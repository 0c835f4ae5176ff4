package carillon.bench;

import carillon.bench.peer.Peer;
import carillon.bench.peer.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Lets a peer perform runs that wait already. */
final class PeerDrain {

    /** So long may a drain of a peer last; the rate of one that takes longer is that of this time. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** Runs that are stored at a time while a peer is warmed up. */
    private static final int PIECE = 2_000;

    /** A warm peer is not more than so many times as fast as it was while it was warmed up and stored runs besides. */
    private static final double FASTER_WARM = 2.5;

    /** More than any of them performs while it is warmed up. */
    private static final int MOST_PER_SECOND = 20_000;

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Peer peer;
    private final Store store;
    private final int runs;
    private final Witness witness;

    private PeerDrain(Peer peer, Store store, int runs) {
        this.peer = peer;
        this.store = store;
        this.runs = runs;
        this.witness = Witness.of(runs);
    }

    /**
     * Stores the runs, which takes a slow peer long, and lets none begin.
     *
     * @param wanted stored are fewer for a peer that is too slow to perform them all in the time it has
     */
    static PeerDrain prepared(Contest.Rival rival, int wanted) {
        PeerDrain drain = new PeerDrain(rival.peer(), rival.store(), bounded(wanted, rival.warmPerSecond()));
        drain.peer.scheduleAll(dues(0, drain.runs));
        drain.store.execute("analyze");
        return drain;
    }

    /** As many as a peer that did so many a second while it was warmed up has no time to finish, or all that are wanted. */
    static int bounded(int wanted, double warmPerSecond) {
        return (int) Math.min(wanted, Math.max(PIECE, warmPerSecond * FASTER_WARM * LONGEST.toSeconds()));
    }

    /**
     * Keeps it busy for that time: what waits never runs out, or a peer that polls would be idle for most of it.
     *
     * @return the runs that it performed a second
     */
    static double warmUp(Peer peer, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        int most = (int) (MOST_PER_SECOND * (time.toSeconds() + 1));
        Witness witness = Witness.of(most);
        peer.scheduleAll(dues(0, PIECE));
        int stored = PIECE;
        peer.start();
        long started = System.nanoTime();
        while (System.nanoTime() < end) {
            if (stored - witness.done() < PIECE && stored + PIECE <= most) {
                peer.scheduleAll(dues(stored, PIECE));
                stored += PIECE;
            } else {
                Patience.sleep(LOOK_EVERY);
            }
        }
        return witness.done() * NANOS_PER_SECOND / (System.nanoTime() - started);
    }

    private static List<Peer.Due> dues(int first, int count) {
        Instant due = Instant.now().minusSeconds(1);
        return IntStream.range(first, first + count)
                .mapToObj(number -> new Peer.Due(number, due))
                .toList();
    }

    /**
     * From the start of the first run to the moment at which every run is marked as performed, or, for a peer that has not
     * done by then, to the end of its time: what counts is what is marked as performed at that moment.
     */
    Line perform(String measure) {
        peer.start();
        Instant end = Instant.now().plus(LONGEST);
        boolean begunAll = Patience.within(LONGEST, LOOK_EVERY, () -> witness.done() >= runs);
        boolean markedAll = begunAll
                && store.noneWithin(
                        Duration.between(Instant.now(), end),
                        LOOK_EVERY,
                        "select 1 from " + peer.openRows() + " limit 1");
        long done = markedAll ? runs : runs - store.number("select count(*) from " + peer.openRows());
        long micros = Math.max(1, nowMicros() - witness.firstMicros());
        return new Line(measure)
                .with("n", done)
                .with("notDoneOnce", runs - done + witness.again())
                .with("seconds", micros / MICROS_PER_SECOND)
                .with("perSecond", done * MICROS_PER_SECOND / micros);
    }

    /** How many are stored. */
    int runs() {
        return runs;
    }

    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
