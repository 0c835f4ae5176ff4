package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.JobSpecs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random rules with random calendars, bounds and jitter against a walker that tries every minute and asks every calendar
 * of every instant. jqwik prints the seed of each property.
 */
class FiringWalkPropertyTest {

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/"))
            .sorted()
            .toList();
    private static final UUID JOB = UUID.fromString("01953f00-0000-7000-8000-000000000001");
    private static final Instant FIRST = Instant.parse("1970-03-15T00:00:00Z");
    private static final Instant LAST = Instant.parse("2037-11-20T00:00:00Z");

    @Property(tries = 50)
    void the_walk_finds_what_trying_every_minute_finds(@ForAll Random random) {
        compare(random, false, Duration.ofHours(60), Duration.ofMinutes(1));
    }

    @Property(tries = 5)
    void the_walk_finds_what_trying_every_second_finds(@ForAll Random random) {
        compare(random, true, Duration.ofMinutes(90), Duration.ofSeconds(1));
    }

    private static void compare(Random random, boolean seconds, Duration around, Duration step) {
        // given
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        Instant moment = moment(random, ZoneId.of(zone));
        RandomRule rule = RandomRule.of(random, seconds);
        Gap gap = Gap.values()[random.nextInt(3)];
        Overlap overlap = Overlap.values()[random.nextInt(3)];
        CronSchedule schedule = new CronSchedule(rule.expression(), zone, gap, overlap);
        if (!schedule.check().isEmpty()) {
            return;
        }
        List<RandomCalendar> calendars = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> RandomCalendar.of(random, ZONES, moment))
                .toList();
        calendars.forEach(calendar -> calendar.spec().requireValid());
        Instant from = moment.minus(around);
        Instant to = moment.plus(around);
        Instant start = random.nextInt(3) == 0 ? from.plusSeconds(random.nextInt((int) around.toSeconds())) : null;
        Instant end = random.nextInt(3) == 0 ? to.minusSeconds(random.nextInt((int) around.toSeconds())) : null;
        boolean shifts = calendars.stream().anyMatch(calendar -> calendar.spec().shift() == CalendarShift.NEXT_DAY);
        List<Instant> rules = new BruteForceWalker(rule, ZoneId.of(zone), gap, overlap)
                .instants(shifts ? from.minus(Duration.ofDays(34)) : from, to, step);
        List<Instant> expected = expected(rules, calendars, start, end, from, to);
        JobSpecs job = JobSpecs.aJob().schedule(schedule).start(start).end(end);
        FiringWalk walk = walk(job.build(), calendars);

        // when
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = walk.next(from.minusNanos(1_000), to);
        for (; next.isPresent(); next = walk.next(next.get(), to)) {
            found.add(next.get());
        }

        // then
        assertThat(found)
                .as("%s with %s, %s to %s", schedule, calendars, start, end)
                .isEqualTo(expected);
        assertThat(inSteps(random, job.build(), calendars, from, to))
                .as("in steps, %s with %s, %s to %s", schedule, calendars, start, end)
                .isEqualTo(expected);
        Instant any = from.plusSeconds(random.nextInt((int) around.toSeconds() * 2));
        assertThat(walk.next(any, to))
                .as("%s with %s after %s", schedule, calendars, any)
                .isEqualTo(expected.stream().filter(any::isBefore).findFirst());
    }

    /** Searches that end as early as they may, each going on where the one before came to, by the same walk or another. */
    private static List<Instant> inSteps(
            Random random, JobSpec spec, List<RandomCalendar> calendars, Instant from, Instant to) {
        List<Instant> found = new ArrayList<>();
        FiringWalk walk = walk(spec, calendars);
        NextInstant next = walk.from(from, Looks.of(random.nextInt(60)));
        while (!next.none() && !next.cursor().isAfter(to)) {
            walk = random.nextInt(10) == 0 ? walk(spec, calendars) : walk;
            Looks looks = Looks.of(random.nextInt(60));
            if (next.at() != null) {
                found.add(next.at());
                next = walk.next(next.at(), looks);
            } else {
                Instant before = next.lookedUntil();
                next = walk.fromCursor(before, looks);
                assertThat(next.none()
                                || next.at() != null
                                || next.lookedUntil().isAfter(before))
                        .as("%s after %s", next, before)
                        .isTrue();
            }
        }
        return found;
    }

    @Property(tries = 500)
    void jitter_puts_a_run_off_by_no_more_than_it_says_and_always_the_same(@ForAll Random random) {
        Duration jitter = Duration.ofNanos((long) (random.nextDouble() * 86_400_000_000L) * 1_000);
        JobSpec spec = JobSpecs.aJob().jitter(jitter).build();
        UUID job = new UUID(random.nextLong(), random.nextLong());
        Instant at = moment(random, ZoneId.of("UTC"));

        Instant due = new FiringWalk(job, spec, at, JobCalendars.NONE).due(at);

        assertThat(due).isBetween(at, at.plus(jitter));
        assertThat(due.getNano() % 1_000).isZero();
        assertThat(new FiringWalk(job, spec, Instant.EPOCH, JobCalendars.NONE).due(at))
                .isEqualTo(due);
    }

    private static FiringWalk walk(JobSpec spec, List<RandomCalendar> calendars) {
        List<CalendarSpec> specs = calendars.stream().map(RandomCalendar::spec).toList();
        return new FiringWalk(JOB, spec, Instant.EPOCH, JobCalendars.of(specs));
    }

    private static List<Instant> expected(
            List<Instant> rules, List<RandomCalendar> calendars, Instant start, Instant end, Instant from, Instant to) {
        TreeSet<Instant> instants = new TreeSet<>();
        for (Instant at : rules) {
            if ((start == null || !at.isBefore(start)) && (end == null || at.isBefore(end))) {
                Instant moved = moved(at, calendars);
                if (moved != null && (end == null || moved.isBefore(end))) {
                    instants.add(moved);
                }
            }
        }
        return new ArrayList<>(instants.subSet(from, true, to, true));
    }

    /** The same local time, in the zone of the first calendar that excludes, of the next day that all leave free. */
    private static Instant moved(Instant at, List<RandomCalendar> calendars) {
        List<RandomCalendar> excluding = calendars.stream()
                .filter(calendar -> calendar.excludes().test(at))
                .toList();
        if (excluding.isEmpty()) {
            return at;
        }
        if (excluding.stream().anyMatch(calendar -> calendar.spec().shift() == CalendarShift.NONE)) {
            return null;
        }
        return IntStream.rangeClosed(1, 31)
                .mapToObj(days ->
                        at.atZone(excluding.get(0).zone()).plusDays(days).toInstant())
                .filter(later -> calendars.stream()
                        .noneMatch(calendar -> calendar.excludes().test(later)))
                .findFirst()
                .orElse(null);
    }

    /** Often near a change of the zone's clock. */
    private static Instant moment(Random random, ZoneId zone) {
        long length = Duration.between(FIRST, LAST).toSeconds();
        Instant moment = FIRST.plusSeconds((long) (random.nextDouble() * length));
        var change = zone.getRules().nextTransition(moment);
        return change == null || change.getInstant().isAfter(LAST) || random.nextInt(3) == 0
                ? moment
                : change.getInstant();
    }
}
