package carillon.scenario;

import static carillon.scenario.JobRequest.job;
import static carillon.scenario.JobRequest.jobs;
import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.PayaraMember;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of schedules: each instant has its row, is accounted for by the ledger, and goes by one clock. */
@ExtendWith(ScenarioExtension.class)
class SchedulePromisesIT {

    private static final int INSTANTS = 100_000;
    private static final int JOBS = 2_000;

    /** So that {@link #JOBS} have more than {@link #INSTANTS}. */
    private static final Duration WHILE = Duration.ofSeconds(53);

    /** Of a catch-up: more runs than the timer writes in one turn, a thousand. */
    private static final int LIMIT = 1_500;

    private static final Duration SHIFT = Duration.ofMinutes(5);
    private static final int PER_SECOND = 10;

    /** Of the shift there is nothing to be seen; what a busy machine is late by is much less. */
    private static final Duration AT_THE_VERY_LATEST = Duration.ofSeconds(30);

    /** Longer than Hazelcast waits for heartbeats before it declares a member lost. */
    private static final Duration WATCH = ScenarioCluster.UNHEARD.plusSeconds(5);

    private static final Duration SHORT_WATCH = Duration.ofSeconds(5);

    @Test
    void each_of_a_hundred_thousand_instants_has_its_row_whoever_is_killed(ScenarioCluster cluster) throws IOException {
        // given
        Instant start = cluster.rows().now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(6);
        Instant end = start.plus(WHILE);
        Set<UUID> jobs = cluster.submitAll(ScheduleMix.jobs(JOBS, start, end));
        cluster.awaitRunsAfter(start.minusSeconds(1), jobs);
        // when
        int killed = new RandomKills(cluster, Long.getLong("scenario.seed", System.nanoTime())).until(end);
        Duration behind = Duration.between(end, cluster.rows().now());
        // then
        History history = cluster.verify();
        List<HistoryRun> rows = history.runsOf(jobs);
        Measure.print("members killed", killed);
        Measure.print("all have been started again after the last instant by", behind);
        Measure.print(
                "every row has ended after the last instant by",
                Duration.between(end, cluster.rows().instant("select max(finished_at) from run")));
        Measure.print("instants", rows.size());
        assertThat(rows).hasSizeGreaterThan(INSTANTS);
        assertThat(rows.stream().map(HistoryRun::reason)).contains("misfire", "coalesced", "overlap");
        assertThat(batchSizes(history, jobs)).isNotEmpty().allMatch(size -> size <= ScheduleMix.CATCH_UP_LIMIT);
        Proof proof = cluster.proof();
        assertThat(proof.faults()).isEmpty();
        assertThat(proof.accounted()).isEqualTo(proof.instants()).isGreaterThanOrEqualTo(rows.size());
        assertFaultsAreSeen(rows.get(rows.size() / 2), start, cluster);
    }

    /** A proof that cannot fail proves nothing. */
    private static void assertFaultsAreSeen(HistoryRun run, Instant since, ScenarioCluster cluster) throws IOException {
        DataSource database = cluster.local().dataSource();
        String place = " " + run.job() + " " + run.scheduledAt();
        assertThat(faults(run, since, cluster)).isEmpty();
        try (PlantedFault fault = PlantedFault.deleted(database, run.id())) {
            assertThat(faults(run, since, cluster)).as("%s", fault).containsExactly("gaps" + place, "gapCount 1");
        }
        try (PlantedFault fault = PlantedFault.moved(database, run.id(), Duration.ofMillis(1))) {
            assertThat(faults(run, since, cluster)).as("%s", fault).contains("gaps" + place, "gapCount 1");
        }
        try (PlantedFault fault = PlantedFault.doubled(database, run.id())) {
            assertThat(faults(run, since, cluster))
                    .as("%s", fault)
                    .containsExactly("duplicates" + place, "duplicateCount 1");
        }
        assertThat(faults(run, since, cluster)).isEmpty();
    }

    private static List<String> faults(HistoryRun run, Instant since, ScenarioCluster cluster) throws IOException {
        return Proof.of(cluster.api(), run.job(), since, cluster.rows().now()).faults();
    }

    @Test
    void a_catch_up_whose_timer_is_killed_accounts_for_each_missed_instant_once(ScenarioCluster cluster) {
        // given
        Instant now = cluster.rows().now().truncatedTo(ChronoUnit.SECONDS);
        Set<UUID> jobs = cluster.submitAll(jobs(300, () -> job().misfire("catch-up", Duration.ofSeconds(1), 5)
                .everySecond()
                .between(now.plusSeconds(2), now.plusSeconds(45))));
        cluster.awaitRunsAfter(now, jobs);
        LongOutage outage =
                new LongOutage(Duration.ofHours(2), cluster.rows().now().truncatedTo(ChronoUnit.SECONDS));
        Set<UUID> late = cluster.submitAll(Stream.of("skip", "queue", "allow")
                .map(policy -> outage.missed(LIMIT).atOnce(2, policy))
                .toList());
        cluster.local().members().forEach(PayaraMember::kill);
        Instant missed = outage.missAll(late, cluster.rows());
        // when
        cluster.local().members().forEach(PayaraMember::start);
        awaitCatchUp(late, cluster);
        long epoch = killTimer(cluster);
        assertThat(behind(late, cluster))
                .as("jobs that still have missed instants")
                .isPositive();
        // then
        cluster.serving().forEach(PayaraMember::awaitReady);
        History history = cluster.verify();
        assertThat(cluster.proof().faults()).isEmpty();
        assertThat(cluster.epoch()).isGreaterThan(epoch);
        for (UUID job : late) {
            List<HistoryRun> rows = inOrder(history, job);
            assertThat(rows).hasSize((int) Duration.ofHours(2).toSeconds());
            assertThat(rows.stream().map(HistoryRun::epoch).distinct()).hasSizeGreaterThan(1);
            assertThat(rows.subList(0, LIMIT)).allMatch(run -> run.succeeded() && run.batch() != null);
            assertThat(rows.stream()
                            .map(HistoryRun::batch)
                            .filter(Objects::nonNull)
                            .distinct())
                    .hasSize(1);
            assertThat(rows.stream().skip(LIMIT).filter(run -> run.scheduledAt().isBefore(missed)))
                    .isNotEmpty()
                    .allMatch(run -> run.skippedFor("misfire"));
        }
        assertThat(batchSizes(history, jobs)).isNotEmpty().allMatch(size -> size <= 5);
        assertThat(history.runsOf(jobs)).anyMatch(run -> run.skippedFor("misfire"));
    }

    @Test
    void a_cancelled_catch_up_stays_cancelled_when_its_timer_is_killed(ScenarioCluster cluster) throws IOException {
        // given
        LongOutage outage =
                new LongOutage(Duration.ofHours(4), cluster.rows().now().truncatedTo(ChronoUnit.SECONDS));
        Set<UUID> jobs = cluster.submitAll(Stream.of("skip", "allow")
                .map(policy -> outage.missed(10_000).atOnce(2, policy))
                .toList());
        Instant missed = outage.missAll(jobs, cluster.rows());
        awaitCatchUp(jobs, cluster);
        // when
        Api other = new Api(cluster.otherThanTimer().uri());
        Set<UUID> batches = cluster.rows().ids("select id from batch where job_id = any(?)", jobs);
        Map<UUID, JsonObject> cancelled = new HashMap<>();
        for (UUID batch : batches) {
            cancelled.put(
                    batch,
                    other.post("api/v1/batches/" + batch + "/cancel", "{}")
                            .required()
                            .json());
            cluster.told().cancelled(batch);
        }
        killTimer(cluster);
        assertThat(behind(jobs, cluster))
                .as("jobs that still have missed instants")
                .isPositive();
        // then
        History history = cluster.verify();
        assertThat(cluster.proof().faults()).isEmpty();
        // Of the one that is cancelled later, all that there was may have run by then.
        assertThat(cancelled.values()).hasSize(jobs.size()).anySatisfy(batch -> assertThat(batch.getInt("cancelled"))
                .isPositive());
        for (Map.Entry<UUID, JsonObject> batch : cancelled.entrySet()) {
            Measure.print("cancelled", batch.getValue());
            assertThat(batch.getValue().getInt("cancelled") + batch.getValue().getInt("succeeded"))
                    .as("all that there was")
                    .isEqualTo(batch.getValue().getInt("runs"))
                    .isPositive();
            assertThat(other.get("api/v1/batches/" + batch.getKey()).required().json())
                    .isEqualTo(batch.getValue());
        }
        assertThat(history.runsOf(jobs))
                .hasSize(jobs.size() * (int) Duration.ofHours(4).toSeconds())
                .filteredOn(run -> run.scheduledAt().isBefore(missed))
                .allMatch(run -> run.batch() != null || run.skippedFor("misfire"));
    }

    @Test
    void only_the_databases_clock_counts(ScenarioCluster cluster) throws IOException {
        ShiftedClock clock = ShiftedClock.required();
        try (WrongMember wrong = new WrongMember(cluster, clock)) {
            goesByTheDatabase(wrong, SHIFT, WATCH, cluster);
            goesByTheDatabase(wrong, SHIFT.negated(), SHORT_WATCH, cluster);
        }
    }

    private static void goesByTheDatabase(WrongMember wrong, Duration shift, Duration watch, ScenarioCluster cluster)
            throws IOException {
        // given
        long epoch = wrong.isOffBy(shift);
        Instant since = cluster.rows().now();
        // when
        Set<UUID> firing = cluster.submitFiring(IntStream.range(0, 40)
                .mapToObj(i -> i % 2 == 0 ? job().everySecond() : job().eachWholeSecond())
                .toList());
        assertThat(nextFiring(firing.iterator().next(), wrong)).isBetween(since.minusSeconds(1), since.plusSeconds(10));
        try (Load load = Load.start(cluster, PER_SECOND, TimerPromisesIT::oneShot)) {
            wrong.keepsItsPlace(watch);
            assertThat(load.answers()).containsOnlyKeys("201");
        }
        // then
        List<HistoryRun> runs = cluster.verify().runs().stream()
                .filter(run -> run.firedAt().isAfter(since))
                .toList();
        assertThat(Proof.of(wrong.api(), since, cluster.rows().now()).faults()).isEmpty();
        assertThat(cluster.epoch()).isEqualTo(epoch);
        assertThat(runs).allMatch(run -> run.epoch() == epoch || run.epoch() == 0);
        assertThat(runs).filteredOn(run -> run.epoch() == 0).isNotEmpty();
        assertThat(runs).anyMatch(run -> wrong.id().equals(run.member()));
        assertThat(runs).anyMatch(run -> !wrong.id().equals(run.member()));
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.claimedAt()).isBetween(run.dueAt(), run.dueAt().plus(AT_THE_VERY_LATEST));
            assertThat(run.firedAt()).isAfter(run.scheduledAt().minus(AT_THE_VERY_LATEST));
        });
    }

    private static Instant nextFiring(UUID job, WrongMember wrong) throws IOException {
        return Instant.parse(wrong.api()
                .get("api/v1/jobs/" + job + "/firings?count=1")
                .required()
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("at"));
    }

    /** Returns when the timer has written some of the missed instants. */
    private static void awaitCatchUp(Set<UUID> jobs, ScenarioCluster cluster) {
        eventually("the catch-ups are under way")
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        cluster.rows().number("select count(distinct job_id) from batch where job_id = any(?)", jobs)
                                == jobs.size());
    }

    /** Jobs that the timer has not caught up with. */
    private static long behind(Set<UUID> jobs, ScenarioCluster cluster) {
        return cluster.rows()
                .number(
                        "select count(*) from job where id = any(?) and next_fire_at < clock_timestamp() - interval '1 minute'",
                        jobs);
    }

    /** Returns the epoch that ends so. */
    private static long killTimer(ScenarioCluster cluster) {
        long epoch = cluster.epoch();
        cluster.timer().kill();
        return epoch;
    }

    private static List<HistoryRun> inOrder(History history, UUID job) {
        return history.runsOf(Set.of(job)).stream()
                .sorted(Comparator.comparing(HistoryRun::scheduledAt))
                .toList();
    }

    /** How many runs each catch-up of the jobs has. */
    private static Collection<Long> batchSizes(History history, Set<UUID> jobs) {
        return history.runsOf(jobs).stream()
                .filter(run -> run.batch() != null)
                .collect(Collectors.groupingBy(HistoryRun::batch, Collectors.counting()))
                .values();
    }
}
