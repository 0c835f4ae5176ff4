package carillon.bench;

/** What the rows of runs tell of their times, all by the database's clock. */
final class RunTimes {

    private RunTimes() {}

    /** How long after their instants all runs started and finished. */
    static Line line(String measure, Store store) {
        return line(measure, store, "true");
    }

    /** @param which a condition on rows of run */
    static Line line(String measure, Store store, String which) {
        Times late = store.times(micros("started_at") + " and " + which);
        Times finished = store.times(micros("finished_at") + " and " + which);
        return new Line(measure)
                .with("n", late.count())
                .with("early", late.negative())
                .with(late)
                .with("finishedP50Ms", finished.millis(50))
                .with("finishedP99Ms", finished.millis(99));
    }

    private static String micros(String column) {
        return "select (extract(epoch from " + column
                + " - scheduled_at) * 1000000)::bigint from run where state = 'succeeded'";
    }
}
