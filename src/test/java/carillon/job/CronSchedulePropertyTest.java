package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random rules in random zones against a walker that tries every local time. jqwik prints the seed of each property;
 * {@code @Property(seed = "…")} runs it again.
 */
class CronSchedulePropertyTest {

    /** Those of the IANA database. */
    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/"))
            .sorted()
            .toList();

    private static final Instant FIRST = Instant.parse("1970-01-03T00:00:00Z");
    private static final Instant LAST = Instant.parse("2037-12-29T00:00:00Z");

    @Property(tries = 1_200)
    void next_finds_what_a_walk_by_minutes_finds(@ForAll Random random) {
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        compare(RandomRule.of(random, false), zone, Duration.ofHours(30), Duration.ofMinutes(1), random);
    }

    @Property(tries = 150)
    void next_finds_what_a_walk_by_seconds_finds(@ForAll Random random) {
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        compare(RandomRule.of(random, true), zone, Duration.ofHours(2), Duration.ofSeconds(1), random);
    }

    @Property(tries = 2)
    void next_is_right_in_every_zone_with_every_choice(@ForAll Random random) {
        for (String zone : ZONES) {
            compare(RandomRule.of(random, false), zone, Duration.ofHours(30), Duration.ofMinutes(1), random);
        }
    }

    @Property(tries = 2_000)
    void next_finds_the_rare_date_that_a_walk_by_days_finds(@ForAll Random random) {
        // given
        RandomRule rule = RandomRule.ofRareDates(random);
        LocalDate from = LocalDate.ofInstant(moment(random), ZoneOffset.UTC);
        CronSchedule schedule = new CronSchedule(rule.expression(), null, null, null);
        LocalDate until = from.plusYears(45);
        Optional<Instant> expected = from.datesUntil(until)
                .filter(rule.dates())
                .map(date -> date.atStartOfDay(ZoneOffset.UTC).toInstant())
                .findFirst();

        // when
        boolean possible = schedule.check().isEmpty();
        Instant justBefore = from.atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1_000);
        Optional<Instant> next = possible ? schedule.next(justBefore, Instant.EPOCH) : Optional.empty();

        // then
        assertThat(next.filter(at -> LocalDate.ofInstant(at, ZoneOffset.UTC).isBefore(until)))
                .as("%s after %s", rule, justBefore)
                .isEqualTo(expected);
    }

    private static void compare(RandomRule rule, String zone, Duration reach, Duration step, Random random) {
        // given
        Gap gap = Gap.values()[random.nextInt(3)];
        Overlap overlap = Overlap.values()[random.nextInt(3)];
        Instant moment = random.nextInt(4) == 0 ? moment(random) : change(random, ZoneId.of(zone));
        Instant from = moment.minus(reach);
        Instant to = moment.plus(reach);
        List<Instant> expected = new BruteForceWalker(rule, ZoneId.of(zone), gap, overlap).instants(from, to, step);
        CronSchedule schedule = new CronSchedule(rule.expression(), zone, gap, overlap);
        if (!schedule.check().isEmpty()) {
            assertThat(expected).as("%s: %s", rule, schedule.check()).isEmpty();
            return;
        }

        // when
        List<Instant> found = new ArrayList<>();
        Optional<Instant> next = schedule.next(from.minusNanos(1), Instant.EPOCH);
        for (; next.isPresent() && !next.get().isAfter(to); next = schedule.next(next.get(), Instant.EPOCH)) {
            found.add(next.get());
        }

        // then
        assertThat(found).as("%s from %s", schedule, from).isEqualTo(expected);
        Instant any = random.nextBoolean()
                ? moment.minusNanos(1_000)
                : from.plusNanos(
                        (long) (random.nextDouble() * reach.multipliedBy(2).toNanos()));
        assertThat(schedule.next(any, Instant.EPOCH).filter(at -> !at.isAfter(to)))
                .as("%s after %s", schedule, any)
                .isEqualTo(expected.stream().filter(any::isBefore).findFirst());
    }

    private static Instant moment(Random random) {
        long length = Duration.between(FIRST, LAST).toSeconds();
        return FIRST.plusSeconds((long) (random.nextDouble() * length));
    }

    /** A change of the zone's clock, or any moment when it has none. */
    private static Instant change(Random random, ZoneId zone) {
        Instant moment = moment(random);
        ZoneOffsetTransition change = zone.getRules().nextTransition(moment);
        if (change == null || change.getInstant().isAfter(LAST)) {
            change = zone.getRules().previousTransition(moment);
        }
        return change == null || change.getInstant().isBefore(FIRST) ? moment : change.getInstant();
    }
}
