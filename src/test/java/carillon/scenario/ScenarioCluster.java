package carillon.scenario;

import static org.awaitility.Awaitility.await;

import carillon.test.LocalCluster;
import carillon.test.PayaraMember;
import carillon.test.PrivateNetwork;
import carillon.test.StoreProxies;
import carillon.test.Wires;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionEvaluationListener;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.EvaluatedCondition;
import org.awaitility.core.TimeoutEvent;

/**
 * Three real members with their PostgreSQL and Redis, which all scenarios use one after another, and what their callers
 * were told. The rows of earlier scenarios stay, and are judged again with each later one.
 */
final class ScenarioCluster implements AutoCloseable {

    static final int MEMBERS = 3;

    /** Generous: the machine may be busy with something else. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    /** A stop waits so long for attempts and then hands them back; shorter than usual, so that a scenario sees both. */
    static final Duration STOP_GRACE = Duration.ofSeconds(4);

    /** Hazelcast declares a member lost after this; usually after a minute, which is long for a scenario. */
    static final Duration UNHEARD = Duration.ofSeconds(15);

    /** Before the cluster began: some scenarios act as if they had begun hours ago. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(6);

    /** Of a member that starts while the others are under load, on a machine that is busy besides. */
    private static final Duration LONGEST_START = Duration.ofMinutes(6);

    private static final int NOT_FOUND = 404;
    private static final int MOST_AT_ONCE = 1_000;

    /** Runs that have not ended, and instants that have no run yet. */
    private static final String LEFT_TO_DO =
            """
            select (select count(*) from run where finished_at is null)
                 + (select count(*) from job where next_fire_at is not null)""";

    private final LocalCluster local;
    private final Rows rows;
    private final Instant began;
    private final Told told = new Told();
    private final Set<UUID> firing = ConcurrentHashMap.newKeySet();
    private final Set<PayaraMember> frozen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    private final Judge judge;

    private ScenarioCluster(LocalCluster local) {
        this.local = local;
        this.rows = new Rows(local.dataSource());
        this.judge = new Judge(local.dataSource());
        JournalTables.install(local.dataSource());
        this.began = rows.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Each member on a host of its own, where this machine permits it and nobody asks for less. */
    static ScenarioCluster start() {
        String obstacle = Boolean.getBoolean("scenario.proxies") ? "-Dscenario.proxies" : PrivateNetwork.obstacle();
        Wires wires = obstacle.isEmpty() ? PrivateNetwork.of(MEMBERS) : new StoreProxies(obstacle);
        ScenarioCluster cluster = new ScenarioCluster(LocalCluster.builder()
                .members(MEMBERS)
                .quickStart()
                .wires(wires)
                .startPatience(LONGEST_START)
                .setting("carillon.worker.stop-grace", STOP_GRACE.toString())
                .setting("carillon.process.allow", "sh=/bin/sh")
                .setting("hazelcast.max.no.heartbeat.seconds", Long.toString(UNHEARD.toSeconds()))
                .progress(line -> Measure.print("cluster", line))
                .start());
        Awaitility.setDefaultConditionEvaluationListener(new WhenTooLong(cluster));
        Api.whenSlow(request -> {
            Measure.print("no answer yet, so threads are in " + cluster.logs(), request);
            cluster.dumpThreads();
        });
        return cluster;
    }

    LocalCluster local() {
        return local;
    }

    Wires wires() {
        return local.wires();
    }

    Rows rows() {
        return rows;
    }

    Told told() {
        return told;
    }

    /** Some member that runs and answers; another with each call. */
    Api api() {
        return new Api(next().uri());
    }

    /** The same, for a caller who waits so long for an answer. */
    Api api(Duration patience) {
        return new Api(next().uri(), patience);
    }

    private PayaraMember next() {
        List<PayaraMember> open =
                serving().stream().filter(PayaraMember::hasBeenReady).toList();
        List<PayaraMember> serving = open.isEmpty() ? serving() : open;
        return serving.get(Math.floorMod(turn.getAndIncrement(), serving.size()));
    }

    /** Members that run and are not frozen. */
    List<PayaraMember> serving() {
        return local.members().stream()
                .filter(member -> member.isAlive() && !frozen.contains(member))
                .toList();
    }

    /** The active timer, as the database says. */
    PayaraMember timer() {
        long pid = rows.number("select m.pid from timer_lease l join member m on m.id = l.owner");
        return local.members().stream()
                .filter(member -> member.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    /** Any that runs and is not the active timer. */
    PayaraMember otherThanTimer() {
        PayaraMember timer = timer();
        return serving().stream().filter(member -> member != timer).findFirst().orElseThrow();
    }

    long epoch() {
        return rows.number("select epoch from timer_lease");
    }

    /** What the member calls itself since its last start. */
    UUID idOf(PayaraMember member) {
        return rows.ids("select id from member where pid = ? order by since desc limit 1", member.pid())
                .iterator()
                .next();
    }

    UUID submit(JobRequest request) {
        return submitTo(next(), request);
    }

    UUID submitTo(PayaraMember member, JobRequest request) {
        try {
            UUID job = UUID.fromString(new Api(member.uri())
                    .post("api/v1/jobs", request.json())
                    .required()
                    .json()
                    .getString("id"));
            told.created(job);
            return job;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Submits them in bulk; all must be accepted. */
    Set<UUID> submitAll(List<JobRequest> requests) {
        Set<UUID> jobs = new HashSet<>();
        for (int from = 0; from < requests.size(); from += MOST_AT_ONCE) {
            List<JobRequest> some = requests.subList(from, Math.min(requests.size(), from + MOST_AT_ONCE));
            String body = some.stream().map(JobRequest::json).collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
            try {
                api().post("api/v1/jobs/bulk", body)
                        .required()
                        .json()
                        .getJsonArray("results")
                        .getValuesAs(JsonObject.class)
                        .forEach(result -> jobs.add(UUID.fromString(result.getString("id"))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        jobs.forEach(told::created);
        return jobs;
    }

    /** The same, of jobs that fire until they are paused. */
    Set<UUID> submitFiring(List<JobRequest> requests) {
        Set<UUID> jobs = submitAll(requests);
        firing.addAll(jobs);
        return jobs;
    }

    /** Waits until each of the jobs has ended a run of an instant after that one. */
    void awaitRunsAfter(Instant instant, Set<UUID> jobs) {
        eventually("each job runs after " + instant)
                .until(() -> rows.number(
                                """
                                select count(distinct job_id) from run
                                 where job_id = any(?) and scheduled_at > ? and finished_at is not null""",
                                jobs,
                                instant)
                        == jobs.size());
    }

    /** Waits patiently; a database that is away is no reason to give up. */
    static ConditionFactory eventually(String what) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).ignoreExceptions();
    }

    void freeze(PayaraMember member) {
        frozen.add(member);
        member.freeze();
    }

    void wake(PayaraMember member) {
        member.wake();
        frozen.remove(member);
    }

    /** Pauses every job that fires, and waits until no run is open. */
    void settle() {
        pauseAll();
        eventually("every run has ended").until(() -> rows.number(LEFT_TO_DO) == 0);
    }

    private void pauseAll() {
        try (DatabaseTime clock = new DatabaseTime(local.dataSource())) {
            for (UUID job : firing) {
                Instant before = clock.now();
                api().post("api/v1/jobs/" + job + "/pause", "{\"reason\":\"the scenario ends\"}")
                        .required();
                told.paused(job, before, clock.now());
                firing.remove(job);
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("The jobs could not be paused", e);
        }
    }

    /** Settles, and judges all that has happened; what an earlier call found is not told again. */
    History verify() {
        settle();
        return judge.verify(told);
    }

    Judge judge() {
        return judge;
    }

    /** What some member's ledger/verify says of all instants there were until now. */
    Proof proof() {
        try {
            return Proof.of(api(), began.minus(LONGEST_OUTAGE), rows.now());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts what does not run, wakes what is frozen, and waits until all members agree that all are there. */
    void makeWhole() {
        wires().heal();
        local.postgres().start();
        local.redis().start();
        Set.copyOf(frozen).forEach(this::wake);
        local.members().stream().filter(member -> !member.isAlive()).forEach(PayaraMember::start);
        local.members().forEach(PayaraMember::awaitReady);
        eventually("the cluster is whole").until(this::isWhole);
    }

    /** True when each member says that all are up, and that the same one of them is the active timer. */
    boolean isWhole() throws IOException {
        Set<Long> epochs = new HashSet<>();
        for (PayaraMember member : local.members()) {
            List<JsonObject> all = new Api(member.uri())
                    .get("api/v1/members")
                    .required()
                    .json()
                    .getJsonArray("items")
                    .getValuesAs(JsonObject.class);
            long up = all.stream()
                    .filter(one -> one.getString("state").equals("up"))
                    .count();
            List<JsonObject> timers =
                    all.stream().filter(one -> one.getBoolean("timer")).toList();
            if (up != MEMBERS || timers.size() != 1) {
                return false;
            }
            epochs.add(timers.get(0).getJsonNumber("epoch").longValueExact());
        }
        return epochs.size() == 1;
    }

    /** True when Hazelcast takes a command from each member to each. */
    boolean isConnected() throws IOException {
        for (PayaraMember from : local.members()) {
            for (PayaraMember to : local.members()) {
                if (!commanded(from, to).ok()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** True when Hazelcast, on the one member, does not know the other. */
    boolean isLost(PayaraMember from, PayaraMember to) throws IOException {
        return commanded(from, to).status() == NOT_FOUND;
    }

    /** The command changes nothing: nobody is drained. */
    private Api.Answer commanded(PayaraMember from, PayaraMember to) throws IOException {
        return new Api(from.uri()).post("api/v1/members/" + idOf(to) + "/undrain", "{}");
    }

    /** Writes what the threads of each member are doing beside its log; one that is frozen tells nothing. */
    void dumpThreads() {
        serving().forEach(PayaraMember::dumpThreads);
    }

    /** Directory of what each server prints; it stays. */
    Path logs() {
        return local.member(1).log().getParent();
    }

    @Override
    public void close() {
        Awaitility.setDefaultConditionEvaluationListener(null);
        Api.whenSlow(request -> {});
        local.close();
    }

    /** Whoever waits in vain wants to know what the members are doing just then. */
    private record WhenTooLong(ScenarioCluster cluster) implements ConditionEvaluationListener<Object> {

        @Override
        public void conditionEvaluated(EvaluatedCondition<Object> condition) {
            // Told at the end only.
        }

        @Override
        public void onTimeout(TimeoutEvent event) {
            Measure.print("waited in vain, so threads are in", cluster.logs());
            cluster.dumpThreads();
        }
    }
}
