package carillon.bench;

/** One thing that is measured. */
interface Measure {

    /** As in {@code -Dmeasures=} and in the results. */
    String name();

    /** How many members the cluster has. */
    default int members() {
        return 1;
    }

    /** True when it wants a cluster that has just done the same for a while, false when it wants one that did nothing. */
    default boolean warm() {
        return true;
    }

    /** Measures on a cluster without jobs, and reports one line or more. */
    void take(Stage stage, Report report);
}
