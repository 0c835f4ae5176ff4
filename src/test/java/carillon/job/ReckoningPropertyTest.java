package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.JobSpecs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What the timer's walk finds against what is reckoned for the ledger: two ways that share no more than what was read of
 * calendars. jqwik prints the seed.
 */
class ReckoningPropertyTest {

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/"))
            .sorted()
            .toList();
    private static final UUID JOB = UUID.fromString("01953f00-0000-7000-8000-000000000001");
    private static final Instant FIRST = Instant.parse("1970-03-15T00:00:00Z");
    private static final Instant LAST = Instant.parse("2037-10-20T00:00:00Z");

    @Property(tries = 120)
    void rare_instants_over_weeks(@ForAll Random random) {
        compare(random, Duration.ofDays(20), Duration.ofMinutes(20), false);
    }

    @Property(tries = 40)
    void an_instant_each_second_or_so_over_hours(@ForAll Random random) {
        compare(random, Duration.ofHours(4), Duration.ofSeconds(1), true);
    }

    @Property(tries = 10)
    void many_instants_a_second_over_a_minute(@ForAll Random random) {
        compare(random, Duration.ofSeconds(40), Duration.ofMillis(7), true);
    }

    /** A month with more instants than are looked at together: it is halved, at moments that are instants themselves. */
    @Example
    void no_instant_is_lost_where_a_block_of_time_is_halved() {
        // given
        JobSpec spec = JobSpecs.aJob()
                .schedule(new CronSchedule("* * L,17W * ThuL", "America/Punta_Arenas", Gap.NEXT_VALID, Overlap.SECOND))
                .build();
        List<CalendarSpec> calendars = List.of(new CalendarSpec(
                CalendarMode.EXCLUDE,
                CalendarShift.NEXT_DAY,
                "Europe/Brussels",
                List.of("2011-08-24/2011-08-27"),
                List.of("THU"),
                List.of(),
                null));
        Instant from = Instant.parse("2011-08-01T04:00:00Z");

        // then
        compare(new Random(1), spec, from, calendars, from, from.plus(Duration.ofDays(40)));
    }

    private static void compare(Random random, Duration around, Duration shortest, boolean seconds) {
        // given
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        Instant moment = moment(random, ZoneId.of(zone));
        Schedule schedule = schedule(random, zone, moment, shortest, seconds);
        if (!schedule.check().isEmpty()) {
            return;
        }
        List<CalendarSpec> calendars = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> RandomCalendar.of(random, ZONES, moment).spec())
                .toList();
        Instant from = moment.minus(around);
        Instant to = moment.plus(around);
        int length = (int) around.toSeconds();
        JobSpec spec = JobSpecs.aJob()
                .schedule(schedule)
                .start(random.nextInt(3) == 0 ? from.plusSeconds(random.nextInt(length)) : null)
                .end(random.nextInt(3) == 0 ? to.minusSeconds(random.nextInt(length)) : null)
                .build();
        Instant created =
                moment.minus(around.multipliedBy(1 + random.nextInt(3))).truncatedTo(ChronoUnit.MICROS);
        compare(random, spec, created, calendars, from, to);
    }

    private static void compare(
            Random random, JobSpec spec, Instant created, List<CalendarSpec> calendars, Instant from, Instant to) {
        FiringWalk walk = new FiringWalk(JOB, spec, created, JobCalendars.of(calendars));

        // when
        List<Instant> walked = new ArrayList<>();
        Optional<Instant> next = walk.next(from.minusNanos(1_000), to);
        for (; next.isPresent(); next = walk.next(next.get(), to)) {
            walked.add(next.get());
        }
        Reckoning reckoning = new Reckoning(spec, created, new ReckonedCalendars(), calendars);

        // then
        assertThat(reckoning
                        .between(from.minusNanos(1_000), to, Integer.MAX_VALUE - 1, Long.MAX_VALUE)
                        .instants())
                .as("%s of %s with %s", spec.schedule(), spec, calendars)
                .isEqualTo(walked);
        assertThat(inParts(random, reckoning, from, to))
                .as("in parts, %s of %s with %s", spec.schedule(), spec, calendars)
                .isEqualTo(walked);
        Reckoning.Counted counted = reckoning.count(from.minusNanos(1_000), to, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(counted.whole()).isTrue();
        assertThat(counted.instants()).isEqualTo(walked.size());
    }

    private static List<Instant> inParts(Random random, Reckoning reckoning, Instant from, Instant to) {
        List<Instant> found = new ArrayList<>();
        Instant reached = from.minusNanos(1_000);
        while (reached.isBefore(to)) {
            Reckoning.Reckoned part = reckoning.between(reached, to, random.nextInt(2_000), random.nextInt(200_000));
            assertThat(part.reached()).isAfter(reached);
            found.addAll(part.instants());
            reached = part.reached();
        }
        return found;
    }

    private static Schedule schedule(Random random, String zone, Instant moment, Duration shortest, boolean seconds) {
        return switch (random.nextInt(8)) {
            case 0 -> new OnceSchedule(moment.plusSeconds(random.nextInt(40_000) - 20_000));
            case 1, 2 ->
                new IntervalSchedule(
                        shortest.plus(random.nextInt(5_000), ChronoUnit.MICROS).multipliedBy(1 + random.nextInt(20)),
                        null);
            default ->
                new CronSchedule(
                        RandomRule.of(random, seconds).expression(),
                        zone,
                        Gap.values()[random.nextInt(3)],
                        Overlap.values()[random.nextInt(3)]);
        };
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
