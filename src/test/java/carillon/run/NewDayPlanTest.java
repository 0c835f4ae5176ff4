package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Lane;
import carillon.test.JobSpecs;
import carillon.test.KeptPlans;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At midnight the runs of a new day get a table of their own, which is empty. Connections that plan their statements then
 * keep the plans until the table is analyzed; with 100,000 rows in it they read little of it.
 */
class NewDayPlanTest {

    private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC);
    private static final String TODAY = table(DAY);

    /** So many rows a statement may touch, of 105,000: the open ones, which rescue looks through. */
    private static final long FEW = 20_000;

    private static final TestStore STORE = TestStore.empty();
    private static final Map<Statistics, Map<String, String>> PLANS = new EnumMap<>(Statistics.class);

    /** What PostgreSQL knows of the new day. */
    enum Statistics {
        NONE,
        /** Somebody has had all tables analyzed. */
        OF_AN_EMPTY_TABLE
    }

    @BeforeAll
    static void plan() throws SQLException {
        for (Statistics statistics : Statistics.values()) {
            PLANS.put(statistics, plans(statistics));
        }
    }

    static Stream<Arguments> statements() {
        return Stream.of(Statistics.values()).flatMap(statistics -> PLANS.get(statistics).keySet().stream()
                .map(statement -> Arguments.of(statement, statistics)));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void a_statement_planned_when_the_day_was_empty_reads_little_of_it_when_it_is_full(
            String statement, Statistics statistics) {
        String plan = PLANS.get(statistics).get(statement);

        assertThat(plan).contains("Query Text").doesNotContain("Seq Scan on " + TODAY);
        assertThat(KeptPlans.mostRows(plan)).as(plan).isBetween(0L, FEW);
    }

    private static Map<String, String> plans(Statistics statistics) throws SQLException {
        TestStore.empty();
        Instant now = STORE.now();
        partitions(now);
        // A table that PostgreSQL is looking at itself is left to it, and its plans come later.
        STORE.execute("alter table " + TODAY + " set (autovacuum_enabled = off)");
        UUID member = STORE.member();
        STORE.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", member);
        UUID job = STORE.job(interval("every-second", IntervalMode.FIXED_RATE), now, now.plusSeconds(3));
        UUID following = STORE.job(interval("following", IntervalMode.FIXED_DELAY), now, null);
        jobs(job);
        fill(DAY.minusDays(1), 20_000, false, job, following, member);
        STORE.execute("analyze job, queue, member");
        STORE.execute("analyze " + table(DAY.minusDays(1)));
        if (statistics == Statistics.OF_AN_EMPTY_TABLE) {
            STORE.execute("analyze " + TODAY);
        }
        try (KeptPlans relaxed = new KeptPlans(STORE.source(), DataSources.RELAXED_OPTIONS);
                KeptPlans durable = new KeptPlans(STORE.source(), DataSources.DURABLE_OPTIONS)) {
            Database database = new Database(durable, relaxed);
            // So often that PostgreSQL prefers a plan for any values, should it ever.
            actions(database, member, following).values().forEach(action -> repeat(10, action));
            durable.told();
            relaxed.told();
            fill(DAY, 100_000, true, job, following, member);
            new StatisticsRepository(STORE.database()).analyzeGrown();
            Map<String, String> plans = new LinkedHashMap<>();
            actions(database, member, following).forEach((name, action) -> {
                action.run();
                plans.put(name, durable.told() + relaxed.told());
            });
            return plans;
        }
    }

    private static void repeat(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static void partitions(Instant now) {
        RunDays.around(STORE);
    }

    private static JobSpec interval(String name, IntervalMode mode) {
        return JobSpecs.aJob()
                .named(name)
                .schedule(new IntervalSchedule(Duration.ofSeconds(1), mode))
                .build();
    }

    /** Like the given one: 500 that are due as well, and 20,000 that are not. */
    private static void jobs(UUID like) {
        STORE.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, one_shot, next_fire_at, created_at,
                                 updated_at, version)
                select gen_random_uuid(), 'default', 'other-' || i, 'default', 5, 'active', spec, false,
                       next_fire_at + case when i > 500 then i * interval '1 minute' else interval '0' end,
                       created_at, updated_at, 1
                  from job, generate_series(1, 20500) i
                 where id = ?""",
                like);
    }

    /**
     * Runs of one job, except one that another job counts from. With open ones among them each twentieth run is open: one
     * after another active, waiting without a key, coming for a place of its key, and waiting for one.
     */
    private static void fill(LocalDate day, int rows, boolean open, UUID job, UUID following, UUID member) {
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, concurrency_key, blocked, attempt, member, claimed_at)
                select encode(substring(int8send((extract(epoch from ?::timestamptz) * 1000)::bigint + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid,
                       case when i = 40 then ?::uuid else ?::uuid end, now(), now(), now(),
                       case when kind = 'final' then now() end, 1,
                       case kind when 'final' then 'succeeded' when 'active' then 'active' else 'scheduled' end::run_state,
                       i % 10, 'default', 'default', case when kind in ('coming', 'blocked') then 'key' || i end,
                       kind = 'blocked', case when kind in ('final', 'active') then 1 else 0 end,
                       case when kind in ('final', 'active') then ?::uuid end,
                       case when kind in ('final', 'active') then now() end
                  from generate_series(1, ?) i
                 cross join lateral (
                   select case when i % 20 > 0 or not ? then 'final'
                               else (array['active', 'free', 'coming', 'blocked'])[1 + i / 20 % 4] end as kind) k""",
                TestStore.time(noon(day)), following, job, member, rows, open);
    }

    /** Statements by their names; each that changes runs has runs of its own. */
    private static Map<String, Runnable> actions(Database database, UUID member, UUID following) {
        List<UUID> free = ids("state = 'scheduled' and concurrency_key is null");
        List<UUID> keyed = ids("state = 'scheduled' and concurrency_key is not null and not blocked");
        List<ClaimedRun> active =
                ids("state = 'active'").stream().map(NewDayPlanTest::claimed).toList();
        List<String> keys = STORE.column("select concurrency_key from run where blocked limit 20").stream()
                .map(String.class::cast)
                .toList();
        ClaimRepository claims = new ClaimRepository(database);
        KeyedClaimRepository keyedClaims = new KeyedClaimRepository(database);
        PlaceRepository places = new PlaceRepository(database);
        WaitingRepository waiting = new WaitingRepository(database);
        FireRepository firing = new FireRepository(database);
        FinishRepository results = new FinishRepository(database);
        HandBackRepository handBacks = new HandBackRepository(database);
        RescueRepository rescue = new RescueRepository(database);
        Map<String, Runnable> actions = new LinkedHashMap<>();
        actions.put("claim", () -> claims.claim(member, free));
        actions.put("lone claim", () -> new LoneClaimRepository(database).claim(member, keyed.subList(0, 10)));
        actions.put("keyed claim", () -> keyedClaims.claim(member, keyed.subList(10, 20)));
        actions.put("release", () -> places.release(keys));
        actions.put("free places", () -> places.free(keys));
        actions.put("waited for", () -> places.waitedFor("", 100));
        actions.put("due", () -> waiting.due(List.of(new Lane("default", "default")), 100));
        actions.put("coming", () -> waiting.coming(Duration.ofSeconds(2), 100));
        actions.put("cursors", () -> firing.cursors(STORE.now().plusSeconds(3), 100));
        actions.put(
                "finish",
                () -> results.finish(
                        member,
                        active.subList(0, 10).stream()
                                .map(NewDayPlanTest::finish)
                                .toList()));
        actions.put("hand back", () -> handBacks.handBack(member, active.subList(10, 20), "stopped"));
        actions.put("recall", () -> handBacks.recall(active.get(0)));
        actions.put("rescue", () -> rescue.rescue(List.of(UUID.randomUUID())));
        actions.put("follow up", () -> {
            STORE.execute("update job set next_fire_at = null where id = ?", following);
            rescue.followUp();
        });
        actions.put("blackout", () -> new BlackoutRunRepository(database).skipStrays());
        actions.put("last runs", () -> new RunRepository(database).lastRuns(List.of(following)));
        // Last, because it is what fills the day.
        actions.put("fire", () -> firing.fire(member, 7, due(firing)));
        return actions;
    }

    /** From the first run of the day to the last, so that the range of these ids is the whole day. */
    private static List<UUID> ids(String condition) {
        List<UUID> ids = new ArrayList<>(STORE
                .column(
                        "select id from run where id >= ? and " + condition + " order by random() limit 20",
                        Ids.floor(DAY.atStartOfDay(ZoneOffset.UTC).toInstant()))
                .stream()
                .map(UUID.class::cast)
                .toList());
        while (ids.size() < 20) {
            ids.add(Ids.random(noon(DAY)));
        }
        return ids;
    }

    private static List<FirePlan> due(FireRepository firing) {
        Instant now = STORE.now();
        List<Cursor> cursors = firing.cursors(now.plusSeconds(60), 500);
        Map<UUID, Definition> known = new DefinitionRepository(STORE.database())
                .of(cursors.stream().map(Cursor::job).toList());
        return cursors.stream()
                .map(cursor -> known.get(cursor.job()).plan(cursor, now, cursor.next()))
                .toList();
    }

    private static ClaimedRun claimed(UUID id) {
        return new ClaimedRun(
                id, id, "job", "default", "default", 1, 0, null, null, null, null, null, null, null, null, null, false,
                null);
    }

    private static Finish finish(ClaimedRun run) {
        return new Finish(run, RunState.succeeded, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, null);
    }

    private static Instant noon(LocalDate day) {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private static String table(LocalDate day) {
        return "run_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
