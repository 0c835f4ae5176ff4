package carillon.scenario;

import carillon.test.PayaraMember;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** How long it takes until work goes on after a trouble: read from the journal, printed, and decided by nobody. */
final class Recovery {

    private static final String FIRES = "kind = 'FIRED' and epoch > 0";
    private static final String FINISHES = "kind = 'CHANGED' and after = 'succeeded'";

    private static final String FIRST = "select min(at) from journal.entry where number > ? and at > ? and ";

    private static final String LONGEST =
            """
            select (extract(epoch from max(pause)) * 1000)::bigint
              from (select at - lag(at) over (order by at) as pause
                      from journal.entry where number > ? and at between ? and ? and <which>) p""";

    private final ScenarioCluster cluster;
    private final long since;

    /** From now on; what happened before is not read. */
    Recovery(ScenarioCluster cluster) {
        this.cluster = cluster;
        this.since = cluster.rows().number("select coalesce(max(number), 0) from journal.entry");
    }

    /**
     * Waits until all members agree that all are there, and each of the jobs has run again; then prints how long that took.
     *
     * @param began when the trouble did
     * @param mended when its cause was gone
     */
    void await(Instant began, Instant mended, Set<UUID> jobs) {
        cluster.local().members().forEach(PayaraMember::awaitReady);
        ScenarioCluster.eventually("the cluster is whole").until(() -> cluster.isWhole() && cluster.isConnected());
        Instant whole = cluster.rows().now();
        cluster.awaitRunsAfter(whole, jobs);
        Measure.print(
                "recovery",
                String.format(
                        Locale.ROOT,
                        "first fire %s and first finish %s after it began; %s and %s after it was mended; longest pause of"
                                + " fires %s, of finishes %s; all members agree after %s",
                        after(began, FIRES),
                        after(began, FINISHES),
                        after(mended, FIRES),
                        after(mended, FINISHES),
                        pause(began, whole, FIRES),
                        pause(began, whole, FINISHES),
                        seconds(Duration.between(mended, whole))));
    }

    private String after(Instant moment, String which) {
        Instant first = cluster.rows().instant(FIRST + which, since, moment);
        return first == null ? "never" : seconds(Duration.between(moment, first));
    }

    private String pause(Instant from, Instant to, String which) {
        return seconds(Duration.ofMillis(cluster.rows()
                .number(LONGEST.replace("<which>", which), since, from.minusSeconds(2), to.plusSeconds(2))));
    }

    private static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.2f s", length.toMillis() / 1e3);
    }
}
