package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.JobSpecs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The second computation of instants agrees with the first one, which is reached by another way. */
class CronTimesTest {

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> zone.contains("/"))
            .sorted()
            .toList();
    private static final long LAST = Instant.parse("2037-12-01T00:00:00Z").getEpochSecond();

    @Property(tries = 400)
    void both_ways_lead_to_the_same_instants_around_every_change_of_the_clock(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
        java.util.Random random = new java.util.Random(seed);
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        Instant around = Instant.ofEpochSecond((long) (random.nextDouble() * LAST));
        var change = ZoneId.of(zone).getRules().nextTransition(around);
        Instant from = (change == null ? around : change.getInstant()).minus(Duration.ofHours(random.nextInt(60)));
        Instant until = from.plus(Duration.ofHours(1 + random.nextInt(90)));
        CronSchedule schedule = new CronSchedule(
                expression(random),
                zone,
                Gap.values()[random.nextInt(Gap.values().length)],
                Overlap.values()[random.nextInt(Overlap.values().length)]);

        assertThat(schedule.between(from, until, 100_000))
                .as("%s from %s to %s", schedule, from, until)
                .containsExactlyElementsOf(walked(schedule, from, until));
    }

    private static String expression(java.util.Random random) {
        String hour = random.nextInt(3) == 0 ? "*" : "0-" + random.nextInt(24) + "/" + (1 + random.nextInt(3));
        String day = random.nextInt(4) == 0 ? "*/2" : "*";
        return "%d */%d %s %s * *".formatted(random.nextInt(60), 1 + random.nextInt(59), hour, day);
    }

    private static List<Instant> walked(CronSchedule schedule, Instant from, Instant until) {
        List<Instant> instants = new ArrayList<>();
        Optional<Instant> next = schedule.next(from.minusNanos(1_000), from);
        while (next.isPresent() && !next.get().isAfter(until)) {
            instants.add(next.get());
            next = schedule.next(next.get(), from);
        }
        return instants;
    }

    @Test
    void a_search_ends_when_there_are_more_than_asked_for() {
        CronSchedule everySecond = new CronSchedule("* * * * * *", "UTC", null, null);

        assertThat(everySecond.between(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(365)), 10))
                .hasSizeBetween(11, 3_611);
    }

    @Test
    void instants_lie_after_the_first_bound_and_within_those_of_the_job() {
        Instant created = Instant.parse("2026-01-01T00:00:00.000001Z");
        JobSpec spec = JobSpecs.aJob()
                .schedule(new IntervalSchedule(Duration.ofSeconds(10), null))
                .end(created.plusSeconds(40))
                .build();

        assertThat(Instants.of(spec, created, created, created.plusSeconds(100), 100))
                .containsExactly(created.plusSeconds(10), created.plusSeconds(20), created.plusSeconds(30));
        assertThat(Instants.of(spec, created, created.plusSeconds(10), created.plusSeconds(20), 100))
                .containsExactly(created.plusSeconds(20));
        assertThat(Instants.of(spec, created, created, created.plusSeconds(100), 1))
                .hasSize(2);
    }

    @Test
    void an_interval_counts_its_start_as_an_instant() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        JobSpec spec = JobSpecs.aJob()
                .schedule(new IntervalSchedule(Duration.ofHours(1), null))
                .start(start)
                .build();

        assertThat(Instants.of(spec, start.minusSeconds(60), start.minusSeconds(60), start.plusSeconds(3_600), 10))
                .containsExactly(start, start.plusSeconds(3_600));
    }

    @Test
    void a_rule_with_one_instant_has_it_once() {
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        JobSpec spec = JobSpecs.aJob().schedule(new OnceSchedule(at)).build();

        assertThat(Instants.of(spec, at.minusSeconds(9), at.minusSeconds(9), at.plusSeconds(9), 10))
                .containsExactly(at);
        assertThat(Instants.of(spec, at.minusSeconds(9), at, at.plusSeconds(9), 10))
                .isEmpty();
        assertThat(Instants.of(JobSpecs.aJob().schedule(new ManualSchedule()).build(), at, at, at.plusSeconds(9), 10))
                .isEmpty();
    }
}
