package carillon.bench;

import carillon.bench.peer.Peer;
import carillon.bench.peer.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lets a peer perform runs that wait already. */
final class PeerDrain {

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final double MICROS_PER_SECOND = 1e6;

    private PeerDrain() {}

    static void warmUp(Peer peer, Store store, int runs) {
        drain("drain", peer, store, runs, LONGEST_WARM_UP);
    }

    /**
     * From the start of the first run to the moment at which every run is marked as performed, or, for a peer that has not
     * done by then, to {@code longest}.
     */
    static Line drain(String measure, Peer peer, Store store, int runs, Duration longest) {
        Witness witness = Witness.of(runs);
        Instant due = Instant.now().minusSeconds(1);
        List<Peer.Due> dues = new ArrayList<>(runs);
        for (int i = 0; i < runs; i++) {
            dues.add(new Peer.Due(i, due));
        }
        peer.scheduleAll(dues);
        store.execute("analyze");
        peer.start();
        Instant end = Instant.now().plus(longest);
        while (witness.done() < runs && Instant.now().isBefore(end)) {
            Patience.sleep(LOOK_EVERY);
        }
        String open = "select 1 from " + peer.openRows() + " limit 1";
        while (witness.done() == runs
                && store.number(open) == 1
                && Instant.now().isBefore(end.plus(longest))) {
            Patience.sleep(LOOK_EVERY);
        }
        long micros = Math.max(1, nowMicros() - witness.firstMicros());
        int done = witness.done();
        return new Line(measure)
                .with("n", done)
                .with("notDoneOnce", runs - done + witness.again())
                .with("seconds", micros / MICROS_PER_SECOND)
                .with("perSecond", done * MICROS_PER_SECOND / micros);
    }

    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
