package carillon.bench;

import carillon.test.PayaraMember;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long after a worker was killed each of the runs that it performed is attempted elsewhere. The others have places for
 * them: what is measured is not the wait for one.
 */
final class RescueTime implements Measure {

    /** Spread over three members with twenty places each. */
    private static final int RUNS = 30;

    /** Longer than a rescue takes. */
    private static final Duration LASTING = Duration.ofSeconds(25);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int kills;

    RescueTime(BenchOptions options) {
        this.kills = options.kills();
    }

    @Override
    public String name() {
        return "rescue";
    }

    @Override
    public int members() {
        return Failover.MEMBERS;
    }

    @Override
    public boolean warm() {
        return false;
    }

    @Override
    public void take(Stage stage, Report report) {
        Times times = new Times();
        for (int kill = 1; kill <= kills; kill++) {
            kill(stage, kill, times);
        }
        report.tell(
                new Line(name()).with("n", times.count()).with("kills", kills).with(times));
    }

    private static void kill(Stage stage, int number, Times times) {
        stage.load()
                .submit(Collections.nCopies(RUNS, "").stream()
                        .map(any -> JobText.sleeping(LASTING))
                        .toList());
        PayaraMember victim = worker(stage);
        String member = "(select id from member where pid = " + victim.pid() + ")";
        Patience.until("all are performed", PATIENCE, () -> stage.store().number(active("")) == RUNS);
        Instant at = stage.store().now();
        victim.kill();
        long held = stage.store().number(active(" and member = " + member));
        String rescued = "select claimed_at from run where finished_at is null and state = 'active' and claimed_at > '"
                + at + "'";
        Patience.until(
                "the rescue",
                PATIENCE,
                () -> stage.store().query(rescued, RescueTime::instants).size() >= held);
        List<Instant> again = stage.store().query(rescued, RescueTime::instants);
        again.forEach(claimed -> times.addMicros(ChronoUnit.MICROS.between(at, claimed)));
        Stage.say("Kill " + number + ": " + held + " runs, the last attempted elsewhere after "
                + again.stream()
                        .mapToLong(claimed -> ChronoUnit.MILLIS.between(at, claimed))
                        .max()
                        .orElse(0)
                + " ms");
        victim.start();
        victim.awaitReady();
        stage.awaitNothingOpen();
    }

    private static String active(String more) {
        return "select count(*) from run where finished_at is null and state = 'active'" + more;
    }

    /** One that is not the active timer: that one's death is measured elsewhere. */
    private static PayaraMember worker(Stage stage) {
        long timer = stage.store().number("select m.pid from timer_lease l join member m on m.id = l.owner");
        return stage.cluster().members().stream()
                .filter(member -> member.isAlive() && member.pid() != timer)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is nobody but the active timer"));
    }

    private static List<Instant> instants(ResultSet row) throws SQLException {
        List<Instant> instants = new ArrayList<>();
        while (row.next()) {
            instants.add(row.getObject(1, OffsetDateTime.class).toInstant());
        }
        return instants;
    }
}
