package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.CalendarMode;
import carillon.job.CalendarShift;
import carillon.job.CalendarSpec;
import carillon.job.CronSchedule;
import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.job.WrongCalendars;
import carillon.job.Zones;
import carillon.platform.Json;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proof for jobs with calendars: what the timer computed wrongly does not go into it. */
class LedgerCalendarsTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final Ledger ledger = new Ledger(new LedgerRepository(store.database()));
    private final UUID timer = store.member();
    private Instant now;
    private Instant begin;

    @BeforeEach
    void leaseTaken() {
        now = store.now().truncatedTo(ChronoUnit.SECONDS);
        // No midnight between: a calendar of times of day begins anew there, wrong or not.
        begin = now.truncatedTo(ChronoUnit.HOURS).minus(AN_HOUR);
        RunDays.around(store);
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
        store.execute("update zone_data set version = ?, changed_at = now() - interval '100 days'", Zones.version());
    }

    @Test
    void what_a_sound_timer_has_fired_is_proved() {
        UUID moved = fired("moved", List.of(yesterday()), JobCalendars.of(List.of(yesterday())));
        UUID left = fired("left", List.of(window(CalendarMode.EXCLUDE)), sound(window(CalendarMode.EXCLUDE)));
        UUID only = fired("only", List.of(window(CalendarMode.INCLUDE)), sound(window(CalendarMode.INCLUDE)));

        assertProof(moved, 97 + 98, 0, 0);
        assertProof(left, 100, 0, 0);
        assertProof(only, 20, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void instants_that_a_timer_computed_wrongly_are_seen(WrongCalendars fault) {
        List<CalendarSpec> calendars =
                List.of(fault == WrongCalendars.FORGETS_TO_SHIFT ? yesterday() : window(CalendarMode.EXCLUDE));

        UUID job = fired("wrong", calendars, fault.together(calendars));

        switch (fault) {
            case LEAPS_TOO_FAR -> assertProof(job, 90, 10, 0);
            case A_MINUTE_LATE -> assertProof(job, 40, 60, 2);
            case BLIND -> assertProof(job, 100, 0, 20);
            case FORGETS_TO_SHIFT -> assertProof(job, 97, 98, 0);
            default -> throw new IllegalArgumentException(fault.name());
        }
    }

    @Test
    void a_rule_of_every_second_of_which_a_calendar_leaves_little_is_proved_in_bounded_steps() {
        // given
        CalendarSpec minute = new CalendarSpec(
                CalendarMode.INCLUDE, CalendarShift.NONE, null, null, null, List.of("12:00/12:00:02"), null);
        CalendarSpec closed = new CalendarSpec(
                null, CalendarShift.NEXT_DAY, null, List.of("1970-01-01/2199-01-01"), null, null, null);
        JobSpec spec = aJob().schedule(new CronSchedule("* * * * * *", "Europe/London", null, null))
                .calendars("one")
                .build();
        stored(minute, "one");
        UUID rare = store.job(spec, now.minus(Duration.ofDays(90)), now);
        stored(closed, "two");
        JobSpec never =
                aJob().named("never").schedule(spec.schedule()).calendars("two").build();
        store.job(never, now.minus(Duration.ofDays(90)), now);
        store.execute("update job set counts_after = created_at");
        LedgerRange range = new LedgerRange("default", null, now.minus(Duration.ofDays(6)), now);

        // when
        long gaps = 0;
        int calls = 0;
        LedgerPosition position = null;
        do {
            LedgerProof proof = ledger.verify(range, position);
            assertThat(proof.gaps()).allMatch(place -> place.job().equals(rare));
            gaps += proof.gapCount();
            calls++;
            position = proof.next() == null ? null : LedgerPosition.of(proof.next());
        } while (position != null);

        // then
        assertThat(gaps).isEqualTo(2 * 6);
        assertThat(calls).isLessThan(20);
    }

    @Test
    void a_part_of_a_job_ends_with_the_work_of_its_calendars_and_no_instant_is_lost_or_told_twice() {
        UUID left = fired("left", List.of(window(CalendarMode.EXCLUDE)), sound(window(CalendarMode.EXCLUDE)));
        fired("moved", List.of(yesterday()), JobCalendars.of(List.of(yesterday())));
        store.execute("delete from run where scheduled_at = ?", TestStore.time(begin.plusSeconds(30)));
        LedgerRange range = new LedgerRange("default", null, begin, now.plus(Duration.ofDays(90)));
        LedgerBounds few = new LedgerBounds(100_000, 20, 20_000_000);
        Ledger small = new Ledger(new LedgerRepository(store.database()), few, few);

        List<LedgerProof> parts = new ArrayList<>();
        LedgerPosition position = null;
        do {
            parts.add(small.verify(range, position));
            String next = parts.get(parts.size() - 1).next();
            position = next == null ? null : LedgerPosition.of(next);
        } while (position != null);

        LedgerProof whole = ledger.verify(range, null);
        assertThat(parts)
                .extracting(LedgerProof::next)
                .filteredOn(Objects::nonNull)
                .anyMatch(next -> next.contains("|"));
        assertThat(parts.stream().mapToLong(LedgerProof::accounted).sum()).isEqualTo(whole.accounted());
        assertThat(parts.stream().flatMap(part -> part.gaps().stream())).containsExactlyElementsOf(whole.gaps());
        assertThat(whole.gaps()).contains(new LedgerProof.Place(left, begin.plusSeconds(30)));
        assertThat(parts.stream().mapToLong(LedgerProof::unexpectedCount).sum()).isZero();
    }

    private static JobCalendars sound(CalendarSpec calendar) {
        return JobCalendars.of(List.of(calendar));
    }

    /** Ten minutes of the hour that was fired. */
    private CalendarSpec window(CalendarMode mode) {
        LocalTime from = LocalTime.ofInstant(begin.plusSeconds(1_200), ZoneOffset.UTC);
        return new CalendarSpec(
                mode, CalendarShift.NONE, null, null, null, List.of(from + "/" + from.plusMinutes(10)), null);
    }

    /** Of which everything moves to the hour that was fired, a day later. */
    private CalendarSpec yesterday() {
        String ical = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nDTSTART:"
                + basic(begin.minus(Duration.ofDays(1))) + "\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        return new CalendarSpec(CalendarMode.EXCLUDE, CalendarShift.NEXT_DAY, null, null, null, null, ical);
    }

    private static String basic(Instant at) {
        return at.toString().replaceAll("[-:]", "");
    }

    /**
     * Every thirty seconds of an hour. With the moving calendar every 37 seconds since a day before: so that the 98 instants
     * that move into the hour are others than the 97 that it has itself.
     */
    private UUID fired(String name, List<CalendarSpec> calendars, JobCalendars computed) {
        Instant end = begin.plus(AN_HOUR);
        boolean stay = calendars.get(0).shift() == CalendarShift.NONE;
        Instant start = stay ? begin : begin.minus(Duration.ofDays(1));
        JobSpec spec = aJob().named(name)
                .schedule(new IntervalSchedule(Duration.ofSeconds(stay ? 30 : 37), null))
                .start(start)
                .end(end)
                .calendars(name)
                .build();
        stored(calendars.get(0), name);
        UUID job = store.job(spec, begin.minusSeconds(1), begin);
        store.execute("update job set counts_after = ? where id = ?", TestStore.time(begin.minusSeconds(1)), job);
        for (int i = 0; i < 10; i++) {
            List<Cursor> cursors = firing.cursors(now, 100);
            if (cursors.isEmpty()) {
                return job;
            }
            firing.fire(timer, 7, List.of(new Definition(spec, computed).plan(cursors.get(0), now, now)));
        }
        throw new AssertionError("the timer does not get on");
    }

    private void stored(CalendarSpec calendar, String name) {
        calendar.requireValid();
        store.execute(
                "insert into calendar (tenant, name, definition, version, created_at, updated_at)"
                        + " values ('default', ?, ?::jsonb, 1, now(), now())",
                name,
                Json.write(calendar));
    }

    private void assertProof(UUID job, int accounted, int gaps, int unexpected) {
        LedgerProof proof = ledger.verify(new LedgerRange("default", job, begin, now), null);
        assertThat(proof.accounted()).as("accounted").isEqualTo(accounted);
        assertThat(proof.gapCount()).as("gaps").isEqualTo(gaps);
        assertThat(proof.unexpectedCount()).as("unexpected").isEqualTo(unexpected);
    }
}
