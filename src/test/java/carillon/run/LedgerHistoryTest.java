package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.BlackoutSpec;
import carillon.job.CalendarShift;
import carillon.job.CalendarSpec;
import carillon.job.CronSchedule;
import carillon.job.IntervalSchedule;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.JobSpentException;
import carillon.job.OnceSchedule;
import carillon.job.Schedule;
import carillon.job.Zones;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Page;
import carillon.run.KnownInstants.Excluded;
import carillon.test.HandClock;
import carillon.test.JobSpecs;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;

/**
 * Random histories of jobs on the real database, whose clock is in the test's hand: edits, pauses, deletions, calendars,
 * blackouts, outages of the timer, catch-ups, backfills and triggers. Afterwards each instant of a list that was kept apart has
 * exactly one row, there is no other row, and the ledger says the same. jqwik prints the seed.
 */
class LedgerHistoryTest {

    private static final String T = "default";
    private static final String AUTHOR = "tester";
    private static final String CALENDAR = "calendar";

    /** Of a job that is further behind, not all late instants get a row when it is changed. */
    private static final Duration LONGEST_AWAY = Duration.ofSeconds(9_000);

    private static final Duration HORIZON = Duration.ofSeconds(5);
    private static final List<String> ZONES = List.of("UTC", "Europe/London", "America/New_York", "Asia/Kolkata");

    /** Around changes of the clocks of these zones, and away from them. */
    private static final List<Instant> STARTS = List.of(
            Instant.parse("2026-03-28T22:30:00Z"),
            Instant.parse("2026-10-24T23:00:00Z"),
            Instant.parse("2026-11-01T04:00:00Z"),
            Instant.parse("2027-02-28T20:00:00Z"));

    private final TestStore store = TestStore.empty();
    private final UUID timer = store.member();
    private final Map<UUID, KnownInstants> known = new LinkedHashMap<>();
    private final Set<UUID> filled = new HashSet<>();
    private final List<String> log = new ArrayList<>();
    private Random random;
    private Duration away;
    private HandClock clock;
    private Database database;
    private FireRepository firing;
    private DefinitionRepository definitions;
    private RunPartitions partitions;
    private UseCases cases;
    private Excluded calendar;
    private List<FirePlan> stale = List.of();

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void each_instant_of_a_list_kept_apart_has_exactly_one_row(@ForAll long seed) {
        begin(seed);
        int jobs = 2 + random.nextInt(4);
        for (int i = 0; i < jobs; i++) {
            submit(i);
        }
        for (int i = 0; i < 30; i++) {
            step();
            if (random.nextInt(10) == 0) {
                turn();
                compare(seed);
            }
        }
        turn();
        compare(seed);
    }

    private void begin(long seed) {
        random = new Random(seed);
        TestStore.empty();
        known.clear();
        filled.clear();
        log.clear();
        stale = List.of();
        away = Duration.ZERO;
        clock = new HandClock(store, STARTS.get(random.nextInt(STARTS.size())).plusSeconds(random.nextInt(3_600)));
        database = new Database(clock.source(), clock.source());
        firing = new FireRepository(database);
        definitions = new DefinitionRepository(database);
        partitions = new RunPartitions(new RunPartitionRepository(database), clock);
        cases = new UseCases(clock.source(), clock);
        store.execute("update timer_lease set epoch = 7, owner = ?", timer);
        store.execute("update zone_data set version = ?, changed_at = '2000-01-01'", Zones.version());
        partitions.ensureComing();
        putCalendar(false);
    }

    @AfterTry
    void dropDays() {
        RunPartitionRepository days = new RunPartitionRepository(store.database());
        store.execute("truncate run");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        days.days().stream()
                .filter(day -> day.isBefore(today.minusDays(1)) || day.isAfter(today.plusDays(4)))
                .forEach(days::drop);
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> pass(Duration.ofSeconds(1 + random.nextInt(8)), true);
            case 3, 4 -> pass(Duration.ofSeconds(1 + random.nextInt(1_200)), true);
            case 5 -> pass(Duration.ofSeconds(1 + random.nextInt(7_200)), false);
            case 6, 7 -> edit(any());
            case 8 -> pause(any());
            case 9 -> resume(any());
            case 10 -> putCalendar(true);
            case 11 -> blackout();
            case 12 -> backfill(any());
            case 13 -> trigger(any());
            case 14 -> replan(any());
            default -> rare();
        }
    }

    private void rare() {
        switch (random.nextInt(3)) {
            case 0 -> delete(any());
            case 1 -> cancelBatch();
            default -> stale = plans(clock.instant());
        }
    }

    /**
     * @param steadily with turns of the timer all the while; else after an outage, or not yet
     */
    private void pass(Duration time, boolean steadily) {
        away = steadily ? Duration.ZERO : away.plus(time);
        if (away.compareTo(LONGEST_AWAY) > 0) {
            turn();
            away = time;
        }
        say("pass", time, steadily);
        Duration left = time;
        while (!left.isZero()) {
            Duration part = steadily && left.compareTo(Duration.ofSeconds(2)) > 0 && time.toSeconds() < 30
                    ? Duration.ofSeconds(2)
                    : left;
            clock.advance(part);
            left = left.minus(part);
            known.values().forEach(one -> one.reach(clock.instant()));
            if (steadily) {
                turn();
            }
        }
        partitions.ensureComing();
        work();
    }

    private void turn() {
        endPauses();
        Instant now = clock.instant();
        if (!stale.isEmpty()) {
            firing.fire(timer, 7, stale);
            stale = List.of();
        }
        for (int i = 0; i < 100; i++) {
            List<FirePlan> plans = plans(now);
            if (plans.isEmpty()) {
                return;
            }
            partitions.ensure(
                    plans.stream().flatMap(plan -> plan.runs().stream()).toList());
            firing.fire(timer, 7, plans);
        }
    }

    private List<FirePlan> plans(Instant now) {
        List<Cursor> cursors = firing.cursors(now.plus(HORIZON.dividedBy(2)), 100);
        var known = definitions.of(cursors.stream().map(Cursor::job).toList());
        return cursors.stream()
                .map(cursor -> known.get(cursor.job()).plan(cursor, now, now.plus(HORIZON)))
                .toList();
    }

    /** As housekeeping does. */
    private void endPauses() {
        new RescueRepository(database)
                .toResume()
                .forEach(paused -> cases.jobs(jobs -> jobs.resume(T, paused.job(), "carillon")));
    }

    /** Some of what is due is performed. */
    private void work() {
        store.execute(
                "update run set state = 'succeeded', attempt = 1, finished_at = ?, blocked = false"
                        + " where state = 'scheduled' and due_at <= ? and get_byte(uuid_send(id), 15) % 3 < ?",
                TestStore.time(clock.instant()), TestStore.time(clock.instant()), random.nextInt(4));
    }

    private void submit(int number) {
        Rule rule = rule(clock.instant(), random.nextInt(4) == 0);
        JobSpec spec = spec(rule, "job-" + number);
        try {
            Job job = cases.jobs(jobs -> jobs.submit(T, spec));
            say("submit", job.id(), describe(spec));
            KnownInstants instants = new KnownInstants(job.spec(), rule.seconds(), job.createdAt());
            instants.calendar(spec.calendars().isEmpty() ? Excluded.NOTHING : calendar);
            known.put(job.id(), instants);
        } catch (InvalidFieldsException e) {
            say("refused", describe(spec), e.getMessage());
        }
    }

    private void edit(UUID job) {
        KnownInstants instants = known.get(job);
        boolean single = instants.spec().schedule() instanceof OnceSchedule;
        Rule rule = random.nextInt(3) == 0
                ? new Rule(instants.spec().schedule(), instants.seconds())
                : rule(clock.instant(), single);
        JobSpec spec = spec(rule, instants.spec().name());
        try {
            Job edited = cases.jobs(jobs -> jobs.edit(T, job, OptionalLong.empty(), old -> spec, AUTHOR));
            say("edit", job, describe(spec));
            instants.edit(edited.spec(), rule.seconds());
            instants.calendar(spec.calendars().isEmpty() ? Excluded.NOTHING : calendar);
        } catch (InvalidFieldsException | JobSpentException e) {
            say("refused edit", job, describe(spec), e.getMessage());
        }
    }

    private void pause(UUID job) {
        Instant until = random.nextBoolean() ? null : clock.instant().plusSeconds(1 + random.nextInt(600));
        say("pause", job, until);
        cases.jobs(jobs -> jobs.pause(T, job, "why", AUTHOR, until));
        known.get(job).pause(until);
    }

    private void resume(UUID job) {
        say("resume", job);
        cases.jobs(jobs -> jobs.resume(T, job, AUTHOR));
        known.get(job).resume();
    }

    private void delete(UUID job) {
        if (known.get(job).deleted() || liveJobs().size() < 2) {
            return;
        }
        cases.jobs(jobs -> {
            jobs.delete(T, job, OptionalLong.empty(), AUTHOR);
            return null;
        });
        Instant last = rows(job).stream().max(Instant::compareTo).orElse(clock.instant());
        say("delete", job, last);
        known.get(job).delete(last);
    }

    /** As a new time-zone database does, which moves nothing here. */
    private void replan(UUID job) {
        say("replan", job);
        cases.jobs(jobs -> jobs.replan(T, job, timer, 7));
    }

    private void trigger(UUID job) {
        say("trigger", job);
        cases.jobs(jobs -> jobs.trigger(T, job, null, null));
    }

    private void putCalendar(boolean edit) {
        boolean shift = random.nextInt(3) == 0;
        CalendarSpec spec;
        if (!edit) {
            calendar = Excluded.NOTHING;
            spec = new CalendarSpec(null, null, null, List.of("1970-01-01"), null, null, null);
        } else if (shift || random.nextBoolean()) {
            LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(random.nextInt(4) - 2);
            calendar = new Excluded(
                    second -> Math.floorDiv(second, 86_400L) == day.toEpochDay(),
                    shift ? CalendarShift.NEXT_DAY : CalendarShift.NONE);
            spec = new CalendarSpec(null, calendar.shift(), "UTC", List.of(day.toString()), null, null, null);
        } else {
            int from = random.nextInt(23);
            calendar = new Excluded(second -> Math.floorMod(second, 86_400L) / 3_600 == from, CalendarShift.NONE);
            String window = "%02d:00/%02d:00".formatted(from, from + 1);
            spec = new CalendarSpec(null, null, "UTC", null, null, List.of(window), null);
        }
        say("calendar", spec);
        endPauses();
        cases.calendars(control -> control.put(T, CALENDAR, OptionalLong.empty(), spec));
        known.values().stream().filter(one -> !one.spec().calendars().isEmpty()).forEach(one -> one.calendar(calendar));
    }

    private void blackout() {
        Instant now = clock.instant();
        String name = "blackout-" + random.nextInt(2);
        if (random.nextInt(3) == 0 && (long) store.value("select count(*) from blackout where name = ?", name) == 1) {
            say("blackout over", name);
            cases.blackouts(control -> {
                control.delete(name);
                return null;
            });
            return;
        }
        BlackoutSpec spec = new BlackoutSpec(
                now.plusSeconds(random.nextInt(20) - 10),
                now.plusSeconds(11 + random.nextInt(900)),
                null,
                null,
                random.nextBoolean() ? "skip" : "hold");
        say("blackout", name, spec);
        cases.blackouts(control -> control.put(name, spec));
    }

    private void backfill(UUID job) {
        Instant to = clock.instant().minusSeconds(random.nextInt(60));
        Instant from = to.minusSeconds(1 + random.nextInt(3_000));
        Backfilled done = cases.backfill(backfill -> backfill.run(T, job, from, to, 200, false));
        say("backfill", job, from, to, done.runs());
        if (done.batch() != null) {
            store.column("select id from run where batch = ?", done.batch()).forEach(id -> filled.add((UUID) id));
        }
    }

    private void cancelBatch() {
        List<Object> batches = store.column("select id from batch order by id");
        if (!batches.isEmpty()) {
            UUID batch = (UUID) batches.get(random.nextInt(batches.size()));
            say("cancel batch", batch);
            cases.batches(all -> all.cancel(T, batch));
        }
    }

    private Rule rule(Instant now, boolean single) {
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        return switch (single ? 0 : 1 + random.nextInt(5)) {
            case 0 -> new Rule(new OnceSchedule(now.plusSeconds(1 + random.nextInt(900))), null);
            case 1 -> new Rule(new IntervalSchedule(Duration.ofSeconds(1 + random.nextInt(30)), null), null);
            case 2 -> new Rule(new IntervalSchedule(Duration.ofSeconds(60 + random.nextInt(900)), null), null);
            case 3 -> new Rule(new CronSchedule("*/10 * * * * *", zone, null, null), second -> second % 10 == 0);
            case 4 -> new Rule(new CronSchedule("30 */5 * * * *", zone, null, null), second -> second % 300 == 30);
            default -> new Rule(new CronSchedule("*/15 * * * *", zone, null, null), second -> second % 900 == 0);
        };
    }

    private JobSpec spec(Rule rule, String name) {
        Instant now = clock.instant();
        JobSpecs spec = aJob().named(name).schedule(rule.schedule());
        switch (random.nextInt(5)) {
            case 0 -> spec.misfire(Duration.ofSeconds(random.nextInt(90)), "skip");
            case 1, 2 -> spec.catchUp(1 + random.nextInt(300));
            default -> spec.misfire(Duration.ofSeconds(random.nextInt(90)), "coalesce");
        }
        if (random.nextInt(3) == 0) {
            spec.concurrency(1, "allow");
        }
        if (rule.schedule() instanceof OnceSchedule) {
            return spec.build();
        }
        if (random.nextInt(4) == 0) {
            spec.maxRuns(1 + random.nextInt(60));
        }
        if (random.nextInt(4) == 0) {
            spec.end(now.plusSeconds(1 + random.nextInt(1_800)));
        }
        if (random.nextInt(4) == 0) {
            spec.start(now.plusSeconds(random.nextInt(600) - 500).minusSeconds(1));
        }
        if (random.nextInt(4) == 0) {
            spec.jitter(Duration.ofMillis(random.nextInt(1_000)));
        }
        if (random.nextInt(2) == 0) {
            spec.calendars(CALENDAR);
        }
        return spec.build();
    }

    /** The last turn of the timer has been: what has come has its row. */
    private void compare(long seed) {
        Instant now = clock.instant();
        LedgerRange range = new LedgerRange(T, null, now.minus(Duration.ofDays(3)), now.plus(Duration.ofMinutes(10)));
        Ledger ledger = new Ledger(new LedgerRepository(database));
        long accounted = 0;
        for (Map.Entry<UUID, KnownInstants> one : known.entrySet()) {
            UUID job = one.getKey();
            TreeSet<Instant> come = new TreeSet<>(rows(job));
            TreeSet<Instant> ahead = new TreeSet<>(come.tailSet(now, false));
            come.removeAll(ahead);
            TreeSet<Instant> list = one.getValue().all();
            TreeSet<Instant> missing = new TreeSet<>(list);
            missing.removeAll(rows(job));
            come.removeAll(list);
            come.removeIf(at -> filled.contains(Ids.ofRun(job, at, 0)));
            assertThat(missing).as("without a row: %s", story(seed, job)).isEmpty();
            assertThat(come).as("with a row for nothing: %s", story(seed, job)).isEmpty();
            if (!one.getValue().deleted()) {
                assertThat(store.value("select fired from job where id = ?", job))
                        .as("fired: %s", story(seed, job))
                        .isEqualTo((long) list.size() + ahead.size());
                assertThat(ahead.isEmpty() || one.getValue().active())
                        .as("ahead while it is paused: %s", story(seed, job))
                        .isTrue();
                accounted += ahead.size();
            }
            accounted += list.size();
        }
        LedgerProof proof = ledger.verify(range, null);
        assertThat(proof.gaps()).as("gaps: %s", story(seed, null)).isEmpty();
        assertThat(proof.unexpected()).as("unexpected: %s", story(seed, null)).isEmpty();
        assertThat(proof.duplicates()).as("duplicates: %s", story(seed, null)).isEmpty();
        assertThat(proof.unverified()).as("unverified: %s", story(seed, null)).isEmpty();
        assertThat(proof.accounted()).as("accounted: %s", story(seed, null)).isEqualTo(accounted);
        assertThat(proof.next()).isNull();
        assertThat(listed(ledger, range)).as("listed: %s", story(seed, null)).isEqualTo(accounted);
        Ledger inParts = new Ledger(
                new LedgerRepository(database),
                new LedgerBounds(97, 2_000, 20_000_000),
                new LedgerBounds(53, 700, 20_000_000));
        assertThat(proved(inParts, range)).as("in parts: %s", story(seed, null)).isEqualTo(accounted);
        assertThat(listed(inParts, range))
                .as("listed in parts: %s", story(seed, null))
                .isEqualTo(accounted);
    }

    private static long proved(Ledger ledger, LedgerRange range) {
        long accounted = 0;
        LedgerPosition after = null;
        do {
            LedgerProof proof = ledger.verify(range, after);
            assertThat(proof.gapCount() + proof.unexpectedCount() + proof.duplicateCount() + proof.unverifiedCount())
                    .isZero();
            accounted += proof.accounted();
            after = proof.next() == null ? null : LedgerPosition.of(proof.next());
        } while (after != null);
        return accounted;
    }

    private static long listed(Ledger ledger, LedgerRange range) {
        long accounted = 0;
        Set<String> seen = new HashSet<>();
        LedgerPosition after = null;
        do {
            Page<LedgerEntry> page = ledger.entries(range, after, 1_000);
            for (LedgerEntry entry : page.items()) {
                assertThat(seen.add(entry.job() + "|" + entry.scheduledAt())).isTrue();
                accounted += entry.account() == LedgerEntry.Account.accounted ? 1 : 0;
            }
            after = page.next() == null ? null : LedgerPosition.of(page.next());
        } while (after != null);
        return accounted;
    }

    /** Of rows of scheduled instants; triggered runs are beside the schedule. */
    private List<Instant> rows(UUID job) {
        List<Object> ids = store.column("select id from run where job_id = ? order by id", job);
        List<Object> instants = store.column("select scheduled_at from run where job_id = ? order by id", job);
        List<Instant> rows = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Instant at = ((OffsetDateTime) instants.get(i)).toInstant();
            if (ids.get(i).equals(Ids.ofRun(job, at, 0))) {
                rows.add(at);
            }
        }
        return rows;
    }

    private UUID any() {
        List<UUID> live = liveJobs();
        return live.get(random.nextInt(live.size()));
    }

    private List<UUID> liveJobs() {
        return known.entrySet().stream()
                .filter(one -> !one.getValue().deleted())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void say(Object... words) {
        StringBuilder line = new StringBuilder(clock.instant().toString());
        for (Object word : words) {
            line.append(' ').append(word);
        }
        log.add(line.toString());
    }

    private String story(long seed, UUID job) {
        List<String> lines = log.stream()
                .filter(line -> job == null
                        || line.contains(job.toString())
                        || line.contains(" pass ")
                        || line.contains(" calendar ")
                        || line.contains("blackout"))
                .toList();
        return "seed " + seed + ", now " + clock.instant() + "\n" + String.join("\n", lines) + "\n";
    }

    private static String describe(JobSpec spec) {
        return spec.schedule() + " start " + spec.start() + " end " + spec.end() + " maxRuns " + spec.maxRuns()
                + " jitter " + spec.jitter() + " " + spec.misfire() + " " + spec.calendars();
    }

    /** A schedule, and for a cron rule the seconds since 1970 that it has. */
    private record Rule(Schedule schedule, LongPredicate seconds) {}
}
