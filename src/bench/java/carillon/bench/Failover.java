package carillon.bench;

import carillon.test.PayaraMember;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** How long nothing starts after the active timer was killed; twenty jobs have a run every tenth of a second each. */
final class Failover implements Measure {

    static final int MEMBERS = 3;

    private static final int JOBS = 20;
    private static final Duration EVERY = Duration.ofMillis(100);

    /** Longer than any take-over. */
    private static final Duration WATCHED = Duration.ofSeconds(15);

    private static final Duration STEADY = Duration.ofSeconds(5);

    private final int kills;

    Failover(BenchOptions options) {
        this.kills = options.kills();
    }

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public int members() {
        return MEMBERS;
    }

    @Override
    public void take(Stage stage, Report report) {
        stage.load().submit(jobs(stage.store().now()));
        Times start = new Times();
        Times fire = new Times();
        for (int kill = 1; kill <= kills; kill++) {
            Patience.sleep(STEADY);
            Killed killed = kill(stage);
            long started = micros(killed.at(), startedAgain(stage.store(), killed));
            long fired = micros(killed.at(), firedAgain(stage.store(), killed));
            Stage.say("Kill " + kill + ": started again after " + started / 1_000 + " ms, fired again after "
                    + fired / 1_000 + " ms");
            start.addMicros(started);
            fire.addMicros(fired);
            killed.member().start();
            killed.member().awaitReady();
        }
        report.tell(new Line(name())
                .with("n", start.count())
                .with(start)
                .with("fireP50Ms", fire.millis(50))
                .with("fireMaxMs", fire.maxMillis())
                .with("missingInstants", missing(stage.store()))
                .with("latestStartMs", latest(stage.store())));
    }

    private static List<String> jobs(Instant now) {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            Instant start = now.plusSeconds(2)
                    .truncatedTo(ChronoUnit.SECONDS)
                    .plus(EVERY.dividedBy(JOBS).multipliedBy(i));
            jobs.add(JobText.of(
                    "\"type\":\"interval\",\"every\":\"" + EVERY + "\"",
                    ",\"start\":\"" + start + "\",\"retention\":\"P1D\""));
        }
        return jobs;
    }

    private static Killed kill(Stage stage) {
        Store store = stage.store();
        long pid = store.number("select m.pid from timer_lease l join member m on m.id = l.owner");
        long epoch = store.number("select epoch from timer_lease");
        PayaraMember timer = stage.cluster().members().stream()
                .filter(member -> member.isAlive() && member.pid() == pid)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody holds the timer's lease"));
        Instant at = store.now();
        timer.kill();
        Patience.sleep(WATCHED);
        return new Killed(timer, epoch, at);
    }

    /** The end of the longest time in which nothing started. */
    private static Instant startedAgain(Store store, Killed killed) {
        return store.query(
                """
                select claimed_at
                  from (select claimed_at, claimed_at - lag(claimed_at) over (order by claimed_at) as pause
                          from run
                         where claimed_at between timestamptz '%s' - interval '1 second'
                                              and timestamptz '%s' + interval '14 seconds') r
                 where claimed_at > timestamptz '%s'
                 order by pause desc
                 limit 1"""
                        .formatted(killed.at(), killed.at(), killed.at()),
                Failover::instant);
    }

    private static Instant firedAgain(Store store, Killed killed) {
        return store.query("select min(fired_at) from run where epoch > " + killed.epoch(), Failover::instant);
    }

    private static Instant instant(java.sql.ResultSet row) throws java.sql.SQLException {
        java.time.OffsetDateTime time = row.next() ? row.getObject(1, java.time.OffsetDateTime.class) : null;
        if (time == null) {
            throw new IllegalStateException("Nothing was fired within " + WATCHED + " after the kill");
        }
        return time.toInstant();
    }

    /** Instants between a job's first and last row that have no row. */
    private static long missing(Store store) {
        return store.number(
                """
                select coalesce(sum(extract(epoch from last - first) * 1000 / %d + 1 - rows), 0)::bigint
                  from (select min(scheduled_at) as first, max(scheduled_at) as last, count(*) as rows
                          from run group by job_id) j"""
                        .formatted(EVERY.toMillis()));
    }

    private static double latest(Store store) {
        return store.decimal(
                "select max(extract(epoch from started_at - scheduled_at)) * 1000 from run where state = 'succeeded'");
    }

    private static long micros(Instant from, Instant to) {
        return ChronoUnit.MICROS.between(from, to);
    }

    private record Killed(PayaraMember member, long epoch, Instant at) {}
}
