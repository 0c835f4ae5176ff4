package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.InvalidFieldsException;
import carillon.platform.Json;
import carillon.test.JobSpecs;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a calendar marks, and what is wrong with one that does not hold. */
class CalendarSpecTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    {}                                                | dates      | give at least one of
    {"dates":["2026-02-30"]}                          | dates[0]   | 2026-12-25
    {"dates":["2026-12-25","2026-12-26/2026-12-24"]}  | dates[1]   | from the earlier
    {"dates":["1969-12-31"]}                          | dates[0]   | 1970
    {"weekly":["MON","FUNDAY"]}                       | weekly[1]  | MON-FRI
    {"weekly":["FOO"]}                                | weekly[0]  | 'FOO' is no day of the week: use MON to SUN
    {"weekly":["MON-FOO"]}                            | weekly[0]  | 'MON-FOO' is no day of the week
    {"weekly":["MON#2"]}                              | weekly[0]  | MON-FRI
    {"weekly":["1"]}                                  | weekly[0]  | MON-FRI
    {"windows":["09:00-17:00"]}                       | windows[0] | 09:00/17:30
    {"windows":["09:00/09:00"]}                       | windows[0] | different
    {"windows":["24:00/25:00"]}                       | windows[0] | 09:00/17:30
    {"weekly":["SUN"],"zone":"Europe/Londn"}          | zone       | Europe/London
    {"ical":"nonsense"}                               | ical       | no iCalendar text
    """)
    void what_does_not_hold_is_named(String json, String field, String hint) {
        assertThatThrownBy(Json.read(json, CalendarSpec.class)::requireValid)
                .isInstanceOfSatisfying(
                        InvalidFieldsException.class,
                        e -> assertThat(e.errors()).singleElement().satisfies(error -> {
                            assertThat(error.field()).isEqualTo(field);
                            assertThat(error.message()).contains(hint);
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    UID:1                                                            | VEVENT 1 needs DTSTART
    SUMMARY:Feast;DTSTART:20261301T000000                            | VEVENT 1 (Feast) has DTSTART '20261301T000000'
    DTSTART:20260101T000000                                          | no VEVENT that takes up time
    DTSTART>VALUE=DATE:20260101;DTEND>VALUE=DATE:20260101            | ends no later than it begins
    DTSTART:20260101T100000;DTEND:20260101T090000                    | ends no later than it begins
    DTSTART>TZID=Europe/Londn:20260101T000000;DURATION:PT1H          | did you mean Europe/London
    DTSTART>VALUE=DATE:20260101;RRULE:FREQ=SOMETIMES                 | RRULE 'FREQ=SOMETIMES'
    DTSTART>VALUE=DATE:20260101;RRULE:FREQ=HOURLY                    | DAILY, WEEKLY, MONTHLY or YEARLY
    DTSTART>VALUE=DATE:20260101;RRULE:FREQ=HOURLY                    | an event for each time of day
    DTSTART>TZID=Nowhere:20260101T000000;DURATION:PT1H               | when a VTIMEZONE of the text has them
    DTSTART>VALUE=DATE:20260101;RRULE:FREQ=DAILY,INTERVAL=0          | INTERVAL at least 1
    DTSTART>VALUE=DATE:20260101;EXRULE:FREQ=DAILY                    | EXRULE
    DTSTART:20260101T000000Z;DURATION:an hour                        | DURATION 'an hour'
    DTSTART>VALUE=DATE:18000101                                      | before the year 1900
    DTSTART>VALUE=DATE:20260101;RDATE>VALUE=PERIOD:20260101T000000Z/PT1H | periods
    DTSTART>VALUE=DATE:20260101;EXDATE:tomorrow                      | EXDATE 'tomorrow'
    """)
    void an_event_that_cannot_be_read_is_named_with_what_is_wrong(String lines, String message) {
        String text = RandomCalendar.calendar("BEGIN:VEVENT\r\n"
                + lines.replace(";", "\r\n").replace(">", ";").replace(",INTERVAL", ";INTERVAL")
                + "\r\nEND:VEVENT\r\n");

        assertThatThrownBy(() -> IcalReader.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void texts_that_are_cut_off_or_hold_no_event_are_refused() {
        assertThatThrownBy(() -> IcalReader.read("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"))
                .hasMessageContaining("end of file");
        assertThatThrownBy(() -> IcalReader.read(RandomCalendar.calendar(""))).hasMessageContaining("no VEVENT");
        String one = RandomCalendar.calendar("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nEND:VEVENT\r\n");
        assertThatThrownBy(() -> IcalReader.read(one + one)).hasMessageContaining("more than one VCALENDAR");
    }

    @Test
    void events_recur_are_left_out_moved_and_cancelled() {
        CalendarTime time = time(
                """
                BEGIN:VEVENT
                UID:republic
                SUMMARY:Republic
                  Day
                DTSTART;VALUE=DATE:20200126
                RRULE:FREQ=YEARLY;UNTIL=20300101
                EXDATE;VALUE=DATE:20270126
                BEGIN:VALARM
                TRIGGER:-PT15M
                DTSTART:19990101T000000Z
                END:VALARM
                END:VEVENT
                BEGIN:VEVENT
                UID:meeting
                DTSTART;TZID="Europe/London":20260302T090000
                DTEND;TZID="Europe/London":20260302T110000
                RRULE:FREQ=WEEKLY;BYDAY=MO
                RDATE;TZID=Europe/London:20260304T090000
                END:VEVENT
                BEGIN:VEVENT
                UID:meeting
                RECURRENCE-ID:20260330T080000Z
                DTSTART;TZID=Europe/London:20260331T150000
                DURATION:P0DT30M
                END:VEVENT
                BEGIN:VEVENT
                UID:meeting
                RECURRENCE-ID;TZID=Europe/London:20260406T090000
                DTSTART;TZID=Europe/London:20260406T090000
                DURATION:PT2H
                STATUS:CANCELLED
                END:VEVENT
                """,
                "Asia/Kolkata");

        assertThat(marked(time, "2026-01-25T18:30:00Z")).isTrue();
        assertThat(marked(time, "2026-01-26T18:29:59Z")).isTrue();
        assertThat(marked(time, "2026-01-26T18:30:00Z")).isFalse();
        assertThat(marked(time, "2027-01-26T10:00:00Z")).isFalse();
        assertThat(marked(time, "2029-01-26T10:00:00Z")).isTrue();
        assertThat(marked(time, "2030-01-26T10:00:00Z")).isFalse();
        assertThat(marked(time, "1999-01-01T00:00:00Z")).isFalse();
        assertThat(marked(time, "2026-03-02T09:00:00Z")).isTrue();
        assertThat(marked(time, "2026-03-02T11:00:00Z")).isFalse();
        assertThat(marked(time, "2026-03-04T10:59:59Z")).isTrue();
        assertThat(marked(time, "2026-03-30T08:30:00Z")).isFalse();
        assertThat(marked(time, "2026-03-31T14:15:00Z")).isTrue();
        assertThat(marked(time, "2026-04-06T08:30:00Z")).isFalse();
        assertThat(marked(time, "2026-04-13T08:00:00Z")).isTrue();
    }

    @Test
    void an_all_day_event_on_a_day_without_midnight_begins_when_the_day_does_and_ends_with_it() {
        CalendarTime time = time(
                """
                BEGIN:VEVENT
                UID:feast
                DTSTART;VALUE=DATE:20181104
                END:VEVENT
                """,
                "America/Sao_Paulo");

        assertThat(marked(time, "2018-11-04T02:59:59Z"))
                .as("23:59:59 the day before")
                .isFalse();
        assertThat(marked(time, "2018-11-04T03:00:00Z"))
                .as("01:00, as the day begins")
                .isTrue();
        assertThat(marked(time, "2018-11-05T01:59:59Z")).as("23:59:59").isTrue();
        assertThat(marked(time, "2018-11-05T02:00:00Z"))
                .as("00:00 the day after")
                .isFalse();
    }

    @Test
    void an_event_without_length_marks_nothing_and_keeps_the_others() {
        CalendarTime time = time(
                """
                BEGIN:VEVENT
                DTSTART:20260101T100000Z
                RRULE:FREQ=DAILY
                END:VEVENT
                BEGIN:VEVENT
                DTSTART:20260102T100000Z
                DTEND:20260102T100000Z
                END:VEVENT
                BEGIN:VEVENT
                DTSTART:20260103T100000Z
                DURATION:PT1H
                END:VEVENT
                """,
                "UTC");

        assertThat(marked(time, "2026-01-01T10:00:00Z")).isFalse();
        assertThat(marked(time, "2026-01-02T10:00:00Z")).isFalse();
        assertThat(marked(time, "2026-01-03T10:30:00Z")).isTrue();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
    GMT Standard Time          | -                                             | 2026-07-01T08:00:00Z | 2026-01-01T09:00:00Z
    central europe standard time | -                                           | 2026-07-01T07:00:00Z | 2026-01-01T08:00:00Z
    /mozilla.org/20050126_1/Europe/Berlin | -                                  | 2026-07-01T07:00:00Z | 2026-01-01T08:00:00Z
    EST                        | -                                             | 2026-07-01T14:00:00Z | 2026-01-01T14:00:00Z
    Office                     | X-LIC-LOCATION:Europe/Berlin                  | 2026-07-01T07:00:00Z | 2026-01-01T08:00:00Z
    Office                     | TZURL:http://tzurl.org/zoneinfo/Asia/Kolkata  | 2026-07-01T03:30:00Z | 2026-01-01T03:30:00Z
    Customized Time Zone       | COMMENT:its own rules                         | 2026-07-01T11:30:00Z | 2026-01-01T12:30:00Z
    """)
    void zones_are_found_by_the_names_of_windows_and_by_what_the_text_itself_says(
            String name, String line, String summer, String winter) {
        String zone = line == null ? "" : timeZone(name, line);
        CalendarTime time = time(
                zone
                        + """
                        BEGIN:VEVENT
                        DTSTART;TZID="%s":20200101T090000
                        DURATION:PT1M
                        RRULE:FREQ=DAILY
                        END:VEVENT
                        """
                                .formatted(name),
                "UTC");

        assertThat(marked(time, summer)).isTrue();
        assertThat(marked(time, winter)).isTrue();
        assertThat(marked(time, Instant.parse(summer).plusSeconds(60).toString()))
                .isFalse();
    }

    @Test
    void the_rules_of_a_zone_that_the_text_writes_down_change_when_they_say() {
        String event = "BEGIN:VEVENT\nDTSTART;TZID=Own:20200101T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
        CalendarTime time = time(timeZone("Own", "COMMENT:none") + event, "UTC");

        assertThat(marked(time, "2026-03-08T03:30:00Z")).isTrue();
        assertThat(marked(time, "2026-03-09T02:30:00Z")).isTrue();
        assertThat(marked(time, "2026-03-09T03:30:00Z")).isFalse();
        assertThat(marked(time, "2026-11-01T02:30:00Z")).isTrue();
        assertThat(marked(time, "2026-11-02T03:30:00Z")).isTrue();

        String former = timeZone("Own", "COMMENT:none")
                .replace("BYDAY=2SU", "BYDAY=2SU;UNTIL=20250701T000000Z")
                .replace("BYDAY=1SU", "BYDAY=1SU;UNTIL=20251201T000000Z");
        CalendarTime fixed = time(former + event, "UTC");
        assertThat(marked(fixed, "2025-07-01T02:30:00Z")).isTrue();
        assertThat(marked(fixed, "2026-07-01T03:30:00Z")).isTrue();
        assertThat(marked(fixed, "2026-07-01T02:30:00Z")).isFalse();

        String odd = timeZone("Own", "COMMENT:none").replace("BYDAY=2SU", "BYYEARDAY=70");
        assertThatThrownBy(() -> IcalReader.read(RandomCalendar.calendar((odd + event).replace("\n", "\r\n"))))
                .hasMessageContaining("TZID=Own")
                .hasMessageContaining("BYYEARDAY=70")
                .hasMessageContaining("X-LIC-LOCATION");
    }

    /** Half past three behind in winter, an hour less in summer, changed as in New York. */
    private static String timeZone(String name, String line) {
        return """
                BEGIN:VTIMEZONE
                TZID:%s
                %s
                BEGIN:STANDARD
                DTSTART:16010101T020000
                TZOFFSETFROM:-0230
                TZOFFSETTO:-0330
                RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:16010101T020000
                TZOFFSETFROM:-0330
                TZOFFSETTO:-0230
                RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3
                END:DAYLIGHT
                END:VTIMEZONE
                """
                .formatted(name, line);
    }

    @Test
    void every_name_of_windows_leads_to_a_zone() throws Exception {
        Properties names = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/carillon-windows-zones.properties")) {
            names.load(file);
        }

        assertThat(names).hasSizeGreaterThan(130);
        assertThat(names.stringPropertyNames())
                .allSatisfy(name ->
                        assertThat(WindowsZones.find(name).flatMap(Zones::find)).isPresent());
    }

    @Test
    @Timeout(20)
    void calendars_that_leave_nothing_end_the_walk() {
        List<CalendarSpec> nothing = List.of(
                new CalendarSpec(null, null, null, null, List.of("MON-SUN"), null, null),
                new CalendarSpec(null, CalendarShift.NEXT_DAY, null, null, List.of("MON-SUN"), null, null),
                new CalendarSpec(null, CalendarShift.NEXT_DAY, null, null, null, List.of("00:00/24:00"), null),
                new CalendarSpec(CalendarMode.INCLUDE, null, null, List.of("2020-01-01"), null, null, null),
                new CalendarSpec(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        RandomCalendar.calendar(
                                "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n")));
        for (CalendarSpec spec : nothing) {
            for (String rule : List.of("* * * * * *", "30 12 * * *", "0 0 29 2 *")) {
                FiringWalk walk = new FiringWalk(
                        new UUID(0, 0),
                        JobSpecs.aJob()
                                .schedule(new CronSchedule(rule, null, null, null))
                                .build(),
                        Instant.EPOCH,
                        JobCalendars.of(List.of(spec)));
                assertThat(next(walk, Instant.parse("2026-03-01T10:00:00Z")))
                        .as("%s %s", spec, rule)
                        .isEmpty();
            }
        }
    }

    @Test
    void a_date_that_comes_once_in_decades_is_found() {
        CalendarSpec mondays = new CalendarSpec(CalendarMode.INCLUDE, null, null, null, List.of("MON"), null, null);
        FiringWalk walk = new FiringWalk(
                new UUID(0, 0),
                JobSpecs.aJob()
                        .schedule(new CronSchedule("0 0 29 2 *", null, null, null))
                        .build(),
                Instant.EPOCH,
                JobCalendars.of(List.of(mondays)));

        assertThat(next(walk, Instant.parse("2025-01-01T00:00:00Z"))).contains(Instant.parse("2044-02-29T00:00:00Z"));
    }

    @Test
    @Timeout(20)
    void a_rule_of_every_second_is_walked_fast_over_a_weekend_that_shifts() {
        CalendarSpec weekends =
                new CalendarSpec(null, CalendarShift.NEXT_DAY, "Europe/London", null, List.of("SAT-SUN"), null, null);
        FiringWalk walk = new FiringWalk(
                new UUID(0, 0),
                JobSpecs.aJob()
                        .schedule(new CronSchedule("* * * * * *", null, null, null))
                        .build(),
                Instant.EPOCH,
                JobCalendars.of(List.of(weekends)));

        assertThat(next(walk, Instant.parse("2026-04-03T22:59:59Z"))).contains(Instant.parse("2026-04-05T23:00:00Z"));
        Instant at = Instant.parse("2026-04-08T10:00:00Z");
        for (int i = 0; i < 1_000; i++) {
            assertThat(next(walk, at)).contains(at = at.plus(Duration.ofSeconds(1)));
        }
    }

    /** As long as it takes, within a hundred years. */
    private static Optional<Instant> next(FiringWalk walk, Instant after) {
        return walk.next(after, after.plus(Duration.ofDays(36_525)));
    }

    private static boolean marked(CalendarTime time, String at) {
        return time.excludes(Instant.parse(at));
    }

    private static CalendarTime time(String events, String zone) {
        String text = RandomCalendar.calendar(events.replace("\n", "\r\n"));
        return CalendarTime.of(new CalendarSpec(null, null, zone, null, null, null, text));
    }
}
