package carillon.bench;

import carillon.bench.peer.Peer;
import carillon.bench.peer.Peers;
import carillon.test.Database;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the peers their turns on the PostgreSQL of a stage, in a database of their own, while the members are frozen so
 * that they take nothing from them.
 */
final class Contest {

    static final String DATABASE = "peers";

    /** For a measure that says nothing of bare SQL. */
    private static final BareTurn NO_TURN = limit -> {};

    private final Stage stage;
    private final List<String> systems;
    private final Map<String, Double> warmPerSecond = new HashMap<>();

    /** @param systems in the order of their turns; {@link BenchOptions#LIMIT} may be one of them */
    Contest(Stage stage, List<String> systems) {
        this.stage = stage;
        this.systems = systems;
    }

    Stage stage() {
        return stage;
    }

    /** Each round another one begins, so that nobody has the same place behind the same other in all of them. */
    static List<String> order(List<String> systems, int round) {
        List<String> order = new ArrayList<>(systems);
        Collections.rotate(order, 1 - round);
        return order;
    }

    /** Says that a measure is one of Carillon alone, when there is anybody to miss. */
    void absent(String measure, String because) {
        if (!systems.isEmpty()) {
            Stage.say("No line of others for " + measure + (because.isEmpty() ? "." : ": " + because));
        }
    }

    /** The same without bare SQL. */
    void each(int instances, int slots, Turn turn) {
        each(instances, slots, turn, NO_TURN);
    }

    /**
     * Opens each of the peers, warmed up, on an empty schema, and lets it be measured; bare SQL, what the database can do
     * at all, in its place among them.
     *
     * @param instances how many schedulers of each peer
     * @param slots of each instance
     */
    void each(int instances, int slots, Turn turn, BareTurn bare) {
        List<String> wanted = bare == NO_TURN
                ? systems.stream()
                        .filter(name -> !name.equals(BenchOptions.LIMIT))
                        .toList()
                : systems;
        if (wanted.isEmpty()) {
            return;
        }
        stage.whileFrozen(() -> {
            for (String name : wanted) {
                Database database = database();
                if (name.equals(BenchOptions.LIMIT)) {
                    Stage.say("Measuring bare SQL");
                    bare.of(new Limit(database));
                } else {
                    peer(name, database, instances, slots, turn);
                }
            }
        });
    }

    private void peer(String name, Database database, int instances, int slots, Turn turn) {
        if (!warmPerSecond.containsKey(name)) {
            Stage.say("Warming up " + name + " for " + stage.warmth().toSeconds() + " s");
            try (Peer peer = Peers.open(name, database, instances, slots)) {
                warmPerSecond.put(name, PeerDrain.warmUp(peer, stage.warmth()));
            }
        }
        Stage.say("Measuring " + name);
        stage.store().asSuperuser("checkpoint");
        try (Peer peer = Peers.open(name, throughWires(database), instances, slots)) {
            turn.of(new Rival(peer, new Store(database), warmPerSecond.get(name)));
        }
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

    /** Where the members go through what counts round trips, so do the peers. */
    private Database throughWires(Database database) {
        return stage.wires().map(wires -> wires.through(database)).orElse(database);
    }

    /**
     * A peer whose turn it is.
     *
     * @param store its database, by a way that is not counted
     * @param warmPerSecond runs that it performed a second while it was warmed up
     */
    record Rival(Peer peer, Store store, double warmPerSecond) {}

    /** What is measured of a peer. */
    @FunctionalInterface
    interface Turn {
        void of(Rival rival);
    }

    /** What is measured of bare SQL. */
    @FunctionalInterface
    interface BareTurn {
        void of(Limit limit);
    }
}
