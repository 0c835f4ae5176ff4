package carillon.bench;

import java.util.Map;

/** One thing that is measured. */
interface Measure {

    int SLOTS = 20;

    /** As in {@code -Dmeasures=} and in the results. */
    String name();

    /** How many members the cluster has. */
    default int members() {
        return 1;
    }

    /** Attempts that each of those performs at once. */
    default int slots() {
        return SLOTS;
    }

    /** What its members are set to, beside their slots. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** True when it wants PostgreSQL to count its statements. */
    default boolean statements() {
        return false;
    }

    /** True when it wants the round trips to PostgreSQL counted, which takes a proxy on their way. */
    default boolean roundTrips() {
        return false;
    }

    /** True when it wants a cluster that has just done the same for a while, false when it wants one that did nothing. */
    default boolean warm() {
        return true;
    }

    /** Measures on a cluster without jobs, and reports one line or more. */
    void take(Stage stage, Report report);

    /** Has the same measured of the peers, and of bare SQL where that says something; says that it does not unless it does. */
    default void compare(Contest contest, Report report) {
        contest.absent(name(), "");
    }
}
