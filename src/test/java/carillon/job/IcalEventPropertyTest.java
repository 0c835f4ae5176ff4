package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** When random events happen, against a list made by asking of each day whether the rule has it. jqwik prints the seed. */
class IcalEventPropertyTest {

    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone -> !zone.startsWith("SystemV/"))
            .sorted()
            .toList();
    private static final Instant FIRST = Instant.parse("1970-03-15T00:00:00Z");
    private static final long LENGTH =
            Duration.between(FIRST, Instant.parse("2037-10-20T00:00:00Z")).toSeconds();

    @Property(tries = 1_000)
    void an_event_takes_up_the_time_of_the_days_that_its_rule_has(@ForAll Random random) {
        // given
        ZoneId floating = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        Instant moment = moment(random, floating);
        RandomEvent event = RandomEvent.of(random, 1, moment, ZONES, floating);
        long first = moment.minus(Duration.ofDays(60)).getEpochSecond();
        long last = moment.plus(Duration.ofDays(60)).getEpochSecond();
        TreeMap<Long, Long> expected = new TreeMap<>();
        event.spans()
                .forEach(span ->
                        expected.merge(span.begin().getEpochSecond(), span.end().getEpochSecond(), Math::max));

        // when
        List<IcalEvent> read = IcalReader.read(RandomCalendar.calendar(RandomEvent.zones() + event.text()));
        TreeMap<Long, Long> told = new TreeMap<>();
        read.forEach(one -> one.occurrences(
                Instant.ofEpochSecond(first),
                Instant.ofEpochSecond(last),
                floating.getRules(),
                (begin, end) -> told.merge(begin, end, Math::max)));
        TreeMap<Long, Long> reckoned = new TreeMap<>();
        read.forEach(one -> new EventReckoning(one, floating.getRules()).mark(first, last, reckoned));

        // then
        assertThat(within(told, first, last))
                .as("%s in %s, around %s", event.text(), floating, moment)
                .isEqualTo(within(expected, first, last));
        assertThat(within(reckoned, first, last))
                .as("reckoned: %s in %s, around %s", event.text(), floating, moment)
                .isEqualTo(within(expected, first, last));
    }

    @Example
    void an_exception_at_a_time_that_clocks_leave_out_is_the_occurrence_that_is_written_so() {
        // given
        String event =
                """
                BEGIN:VEVENT
                UID:1
                DTSTART;TZID=America/New_York:20050402T023000
                DURATION:P1D
                RRULE:FREQ=DAILY;COUNT=3
                EXDATE;TZID=America/New_York:20050403T023000
                RDATE;TZID=America/New_York:20060402T023000
                END:VEVENT
                """
                        .replace("\n", "\r\n");
        TreeMap<Instant, Instant> told = new TreeMap<>();

        // when
        IcalReader.read(RandomCalendar.calendar(event))
                .forEach(one -> one.occurrences(
                        Instant.parse("2005-01-01T00:00:00Z"),
                        Instant.parse("2007-01-01T00:00:00Z"),
                        ZoneOffset.UTC.getRules(),
                        (begin, end) -> told.put(Instant.ofEpochSecond(begin), Instant.ofEpochSecond(end))));

        // then
        assertThat(told)
                .containsOnly(
                        Map.entry(Instant.parse("2005-04-02T07:30:00Z"), Instant.parse("2005-04-03T07:30:00Z")),
                        Map.entry(Instant.parse("2005-04-04T06:30:00Z"), Instant.parse("2005-04-05T06:30:00Z")),
                        Map.entry(Instant.parse("2006-04-02T07:30:00Z"), Instant.parse("2006-04-03T06:30:00Z")));
    }

    /** An all-day event on a day that a zone has left out takes up no time. */
    private static TreeMap<Long, Long> within(TreeMap<Long, Long> spans, long first, long last) {
        TreeMap<Long, Long> within = new TreeMap<>();
        for (Map.Entry<Long, Long> span : spans.entrySet()) {
            boolean empty = span.getValue().equals(span.getKey());
            if (!empty && span.getKey() < last && span.getValue() > first) {
                within.put(span.getKey(), span.getValue());
            }
        }
        return within;
    }

    /** Often near a change of the zone's clock. */
    private static Instant moment(Random random, ZoneId zone) {
        Instant moment = FIRST.plusSeconds((long) (random.nextDouble() * LENGTH));
        var change = zone.getRules().nextTransition(moment);
        boolean near = change != null && change.getInstant().isBefore(FIRST.plusSeconds(LENGTH));
        return near && random.nextInt(3) > 0 ? change.getInstant() : moment;
    }
}
