package carillon.bench;

import carillon.bench.peer.Peer;
import carillon.bench.peer.Peers;
import carillon.test.Database;
import java.util.List;

/**
 * Gives the peers their turns on the PostgreSQL of a stage, in a database of their own, while the members are frozen so
 * that they take nothing from them.
 */
final class Contest {

    private static final String DATABASE = "peers";
    private static final int WARM_UP_RUNS = 5_000;

    private final Stage stage;
    private final List<String> peers;

    Contest(Stage stage, List<String> peers) {
        this.stage = stage;
        this.peers = peers;
    }

    /**
     * Opens each of the peers, warmed up, on an empty schema, and lets it be measured.
     *
     * @param instances how many schedulers of each peer
     * @param slots of each instance
     */
    void each(int instances, int slots, Turn turn) {
        if (peers.stream().allMatch(BenchOptions.LIMIT::equals)) {
            return;
        }
        stage.whileFrozen(() -> {
            Database database = database();
            Store store = new Store(database);
            for (String name : peers.stream()
                    .filter(name -> !name.equals(BenchOptions.LIMIT))
                    .toList()) {
                Stage.say("Warming up " + name);
                try (Peer peer = Peers.open(name, database, instances, slots)) {
                    PeerDrain.warmUp(peer, store, WARM_UP_RUNS);
                }
                Stage.say("Measuring " + name);
                stage.store().asSuperuser("checkpoint");
                try (Peer peer = Peers.open(name, database, instances, slots)) {
                    turn.of(peer, store);
                }
            }
        });
    }

    /** Lets bare SQL be measured in a schema of its own: what the database can do at all. */
    void limit(BareTurn turn) {
        if (!peers.contains(BenchOptions.LIMIT)) {
            return;
        }
        stage.whileFrozen(() -> {
            Stage.say("Measuring bare SQL");
            turn.of(new Limit(database()));
        });
    }

    /** A new database each time: nothing that a peer left behind slows the next one. */
    private Database database() {
        Database own = stage.cluster().database();
        stage.store().asSuperuser("drop database if exists " + DATABASE + " with (force)");
        stage.store().asSuperuser("create database " + DATABASE + " owner " + own.user());
        stage.store().asSuperuser("checkpoint");
        return new Database(
                own.url().replaceFirst("/[^/?]+(\\?|$)", "/" + DATABASE + "$1"), own.user(), own.password());
    }

    /** What is measured of a peer. */
    @FunctionalInterface
    interface Turn {
        void of(Peer peer, Store store);
    }

    /** What is measured of bare SQL. */
    @FunctionalInterface
    interface BareTurn {
        void of(Limit limit);
    }
}
