package carillon.bench;

import carillon.test.LocalCluster;
import carillon.test.LocalClusterBuilder;
import carillon.test.PayaraMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A local cluster to measure on, with a way to its members and to its database. */
final class Stage implements AutoCloseable {

    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration LONGEST_TAKE_OVER = Duration.ofMinutes(1);
    private static final int WARM_UP_RUNS = 250_000;
    private static final Duration USUAL_WARMTH = Duration.ofSeconds(15);
    private static final String ANY_OPEN =
            """
            select 1
              from run
             where finished_at is null
             order by queue desc, tenant desc, blocked desc, target desc, priority, due_at desc
             limit 1""";

    private final LocalCluster cluster;
    private final Store store;
    private final Statements statements;
    private final Optional<CountingWires> wires;
    private Optional<Duration> warmth = Optional.empty();

    private Stage(LocalCluster cluster, Statements statements, Optional<CountingWires> wires) {
        this.cluster = cluster;
        this.store = new Store(cluster.database());
        this.statements = statements;
        this.wires = wires;
    }

    static Stage open(Platform platform, BenchOptions options) {
        LocalClusterBuilder builder = LocalCluster.builder()
                .members(platform.members())
                .setting("carillon.worker.slots", Integer.toString(platform.slots()))
                .settings(platform.settings())
                .progress(Stage::say);
        Optional<CountingWires> wires = platform.roundTrips() ? Optional.of(new CountingWires()) : Optional.empty();
        wires.ifPresent(builder::wires);
        if (options.recording()) {
            // Without the archive of classes: Java 17 crashes when a recording begins to look into it.
            builder.jvmOptions("-Xshare:off", "-XX:StartFlightRecording:settings=profile,filename=" + recordings());
        }
        LocalCluster cluster = builder.start();
        boolean statements = options.statements() || platform.statements();
        Stage stage = new Stage(cluster, statements ? Statements.collect(cluster) : Statements.NONE, wires);
        Patience.sleep(SETTLE);
        return stage;
    }

    /** A directory: each member names its file itself. */
    private static Path recordings() {
        try {
            return Files.createDirectories(BenchOptions.results().resolve("recordings"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is going on, for whoever watches. */
    static void say(String line) {
        System.err.println(line);
    }

    LocalCluster cluster() {
        return cluster;
    }

    Store store() {
        return store;
    }

    PayaraMember member() {
        return cluster.member(1);
    }

    Load load() {
        return new Load(member().uri());
    }

    CpuUse cpu() {
        return new CpuUse(cluster);
    }

    /** Leaves nothing of the measure before. */
    void prepare(Measure measure) {
        say("Measuring " + measure.name());
        if (measure.warm() && warmth.isEmpty()) {
            warmUp();
        }
        store.empty();
        statements.reset();
    }

    /** Java compiles what runs often only after it has run often; in an application server that is a lot. */
    private void warmUp() {
        say("Warming up with " + WARM_UP_RUNS + " runs");
        Instant began = Instant.now();
        load().submit(Collections.nCopies(WARM_UP_RUNS, "").stream()
                .map(any -> JobText.of("\"type\":\"now\""))
                .toList());
        awaitNothingOpen();
        warmth = Optional.of(Duration.between(began, Instant.now()));
    }

    /** How long the members were warmed up for; what it usually takes when they were not. */
    Duration warmth() {
        return warmth.orElse(USUAL_WARMTH);
    }

    /**
     * Waits until no run is open. Looks at the end of index run_open, where the last to be performed lies: at its beginning lie
     * those that were performed first, dead and not yet removed, and to pass them each time would take a part of what is measured.
     */
    void awaitNothingOpen() {
        store.awaitNone("the end of every run", LONGEST_DRAIN, ANY_OPEN);
    }

    /** Does the work while no member takes anything from it; afterwards they are as they were, but for the timer's lease. */
    void whileFrozen(Runnable work) {
        cluster.members().forEach(PayaraMember::freeze);
        try {
            work.run();
        } finally {
            cluster.members().forEach(PayaraMember::wake);
            cluster.members().forEach(PayaraMember::awaitReady);
            Patience.until("an active timer", LONGEST_TAKE_OVER, this::anyTimer);
            settle();
        }
    }

    private boolean anyTimer() {
        return store.number(
                        "select 1 from timer_lease where owner is not null and renewed_at > now() - interval '1 second'")
                == 1;
    }

    /** Lets the member's loops come to rest. */
    void settle() {
        Patience.sleep(SETTLE);
    }

    /** Keeps the members from claiming, or lets them claim again; returns when they do. */
    void draining(boolean drain) {
        List<String> ids = store.query("select id from member where state <> 'gone'", row -> {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        });
        try (Api api = new Api(member().uri())) {
            ids.forEach(id -> api.post("/members/" + id + (drain ? "/drain" : "/undrain"), "{}"));
        }
    }

    /** How PostgreSQL counts its statements, where it was asked to. */
    Statements statements() {
        return statements;
    }

    /** What counts round trips to PostgreSQL, where it was asked for. */
    Optional<CountingWires> wires() {
        return wires;
    }

    /** Those to PostgreSQL so far; 0 where nothing counts them. */
    long roundTrips() {
        return wires.map(CountingWires::roundTrips).orElse(0L);
    }

    void tellStatements(String measure) {
        List<String> lines = statements.told();
        if (!lines.isEmpty()) {
            say("Statements of " + measure + ", by their time:");
            lines.forEach(Stage::say);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
