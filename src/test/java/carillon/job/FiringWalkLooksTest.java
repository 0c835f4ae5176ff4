package carillon.job;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much a search may do, counted and not timed. */
class FiringWalkLooksTest {

    private static final Instant FROM = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void what_a_calendar_closes_for_months_and_shifts_is_found_behind_it() {
        FiringWalk walk = walk("* * * * *", shifting(null, "2026-11-21/2027-02-28"));

        assertThat(walk.next(FROM, Looks.ofTurn()).at()).isEqualTo(Instant.parse("2027-03-01T00:00:00Z"));
    }

    @Test
    void a_closed_year_end_after_a_weekend_is_found_for_every_second() {
        FiringWalk walk = walk("* * * * * *", shifting("SAT-SUN", "2026-12-21/2027-01-01"));

        FiringSearch found = FiringSearch.of(walk, Instant.parse("2026-12-19T00:00:00Z"), 1_000);

        assertThat(found.instants()).hasSize(1_000).startsWith(Instant.parse("2027-01-04T00:00:00Z"));
        assertThat(found.lookedUntil()).isNull();
    }

    @Test
    void windows_that_leave_minutes_of_a_day_take_no_more_than_a_turn_has() {
        for (String window : List.of("17:16/16:54", "00:00/23:00", "00:00/23:59")) {
            FiringWalk walk = walk("* * * * * *", windows(CalendarShift.NEXT_DAY, List.of(window)));
            Looks looks = Looks.ofTurn();

            FiringSearch found = FiringSearch.of(walk, FROM, 1_000);

            assertThat(walk("* * * * * *", windows(CalendarShift.NEXT_DAY, List.of(window)))
                            .next(FROM, looks)
                            .at())
                    .as(window)
                    .isEqualTo(found.instants().get(0));
            assertThat(looks.taken()).as(window).isLessThan(10_000);
            assertThat(found.instants()).as(window).hasSize(1_000);
        }
    }

    @Test
    void a_search_that_finds_nothing_in_its_looks_goes_on_where_it_was() {
        for (CalendarShift shift : CalendarShift.values()) {
            Instant cursor = FROM;
            for (int turn = 0; turn < 10; turn++) {
                Looks looks = Looks.ofTurn();
                NextInstant next = walk("0 * * * *", firstMinutes(shift)).fromCursor(cursor, looks);

                assertThat(next.at()).as("%s", shift).isNull();
                assertThat(next.lookedUntil()).as("%s", shift).isAfter(cursor.plus(Duration.ofDays(1)));
                assertThat(looks.taken()).as("%s", shift).isLessThan(60_000);
                cursor = next.lookedUntil();
            }
        }
    }

    @Test
    void a_list_that_ends_early_says_where_it_goes_on() {
        FiringWalk walk = walk("0 * * * *", firstMinutes(CalendarShift.NONE));

        FiringSearch found = FiringSearch.of(walk, FROM, 5);

        assertThat(found.instants()).isEmpty();
        assertThat(found.lookedUntil()).isAfter(FROM.plus(Duration.ofDays(365)));
    }

    @Test
    void a_single_instant_that_is_excluded_is_known_to_be_none() {
        JobSpec spec = aJob().schedule(new OnceSchedule(FROM.plus(Duration.ofHours(1))))
                .build();
        FiringWalk walk =
                new FiringWalk(new UUID(0, 0), spec, FROM, JobCalendars.of(List.of(firstMinutes(CalendarShift.NONE))));

        assertThat(walk.next(FROM, Looks.of(0)).none()).isTrue();
    }

    private static FiringWalk walk(String rule, CalendarSpec calendar) {
        calendar.requireValid();
        JobSpec spec = aJob().schedule(new CronSchedule(rule, null, null, null)).build();
        return new FiringWalk(new UUID(0, 0), spec, Instant.EPOCH, JobCalendars.of(List.of(calendar)));
    }

    private static CalendarSpec shifting(String weekly, String dates) {
        return new CalendarSpec(
                null,
                CalendarShift.NEXT_DAY,
                null,
                List.of(dates),
                Stream.ofNullable(weekly).toList(),
                null,
                null);
    }

    /** Of each hour. */
    private static CalendarSpec firstMinutes(CalendarShift shift) {
        return windows(
                shift,
                IntStream.range(0, 24)
                        .mapToObj(hour -> "%1$02d:00/%1$02d:01".formatted(hour))
                        .toList());
    }

    private static CalendarSpec windows(CalendarShift shift, List<String> windows) {
        return new CalendarSpec(null, shift, null, null, List.of("MON-SUN"), windows, null);
    }
}
