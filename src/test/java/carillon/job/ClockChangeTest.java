package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The well-known changes of the clock with the instants that each choice gives; the last - means that none follows. */
class ClockChangeTest {

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
    # London puts the clock forward, 01:00 to 02:00
    Europe/London | 30 1 * * *       | NEXT_VALID | - | 2026-03-28T01:30+00:00 2026-03-29T02:00+01:00 2026-03-30T01:30+01:00
    Europe/London | 30 1 * * *       | SKIP       | - | 2026-03-28T01:30+00:00 2026-03-30T01:30+01:00
    Europe/London | 30 1 * * *       | SHIFT      | - | 2026-03-28T01:30+00:00 2026-03-29T02:30+01:00 2026-03-30T01:30+01:00
    Europe/London | 15,45 1,2 * * *  | NEXT_VALID | - | 2026-03-28T02:45+00:00 2026-03-29T02:00+01:00 2026-03-29T02:15+01:00 2026-03-29T02:45+01:00 2026-03-30T01:15+01:00
    Europe/London | 15,45 1,2 * * *  | SHIFT      | - | 2026-03-28T02:45+00:00 2026-03-29T02:15+01:00 2026-03-29T02:45+01:00 2026-03-30T01:15+01:00
    Europe/London | 40 1,2 29 3 *    | SHIFT      | - | 2026-03-29T02:40+01:00 2027-03-29T01:40+01:00
    Europe/London | 0 1 * * *        | NEXT_VALID | - | 2026-03-28T01:00+00:00 2026-03-29T02:00+01:00 2026-03-30T01:00+01:00
    Europe/London | 0 2 * * *        | NEXT_VALID | - | 2026-03-28T02:00+00:00 2026-03-29T02:00+01:00 2026-03-30T02:00+01:00
    Europe/London | */30 * * * *     | NEXT_VALID | - | 2026-03-29T00:00+00:00 2026-03-29T00:30+00:00 2026-03-29T02:00+01:00 2026-03-29T02:30+01:00
    Europe/London | 30 * * * *       | SHIFT      | - | 2026-03-29T00:30+00:00 2026-03-29T02:30+01:00 2026-03-29T03:30+01:00
    # London puts the clock back, 02:00 to 01:00
    Europe/London | 30 1 * * *       | - | FIRST  | 2026-10-24T01:30+01:00 2026-10-25T01:30+01:00 2026-10-26T01:30+00:00
    Europe/London | 30 1 * * *       | - | SECOND | 2026-10-24T01:30+01:00 2026-10-25T01:30+00:00 2026-10-26T01:30+00:00
    Europe/London | 30 1 * * *       | - | BOTH   | 2026-10-24T01:30+01:00 2026-10-25T01:30+01:00 2026-10-25T01:30+00:00 2026-10-26T01:30+00:00
    Europe/London | 0,30 1,2 25 10 * | - | BOTH   | 2026-10-25T01:00+01:00 2026-10-25T01:30+01:00 2026-10-25T01:00+00:00 2026-10-25T01:30+00:00 2026-10-25T02:00+00:00
    Europe/London | 0 1 * * *        | - | FIRST  | 2026-10-24T01:00+01:00 2026-10-25T01:00+01:00 2026-10-26T01:00+00:00
    Europe/London | 0 2 * * *        | - | SECOND | 2026-10-24T02:00+01:00 2026-10-25T02:00+00:00 2026-10-26T02:00+00:00
    Europe/London | 0 30 1 25 10 ? 2026 | - | BOTH | 2026-10-25T01:30+01:00 2026-10-25T01:30+00:00 -
    Europe/London | 0 30 1 25 10 ? 2026 | - | SECOND | 2026-10-25T01:30+00:00 -
    Europe/London | */30 * * * *     | - | FIRST  | 2026-10-25T01:00+01:00 2026-10-25T01:30+01:00 2026-10-25T01:00+00:00 2026-10-25T01:30+00:00 2026-10-25T02:00+00:00
    Europe/London | 30 0-23 * * *    | - | SECOND | 2026-10-25T00:30+01:00 2026-10-25T01:30+01:00 2026-10-25T01:30+00:00 2026-10-25T02:30+00:00
    # New York, 02:00 to 03:00, and 02:00 to 01:00
    America/New_York | 30 2 * * *    | NEXT_VALID | - | 2026-03-07T02:30-05:00 2026-03-08T03:00-04:00 2026-03-09T02:30-04:00
    America/New_York | 30 2 * * *    | SHIFT      | - | 2026-03-07T02:30-05:00 2026-03-08T03:30-04:00 2026-03-09T02:30-04:00
    America/New_York | 30 2 ? 3 SUN#2 | SKIP      | - | 2006-03-12T02:30-05:00 -
    America/New_York | 0 30 1 * * *  | - | FIRST  | 2026-10-31T01:30-04:00 2026-11-01T01:30-04:00 2026-11-02T01:30-05:00
    America/New_York | 0 30 1 * * *  | - | SECOND | 2026-10-31T01:30-04:00 2026-11-01T01:30-05:00 2026-11-02T01:30-05:00
    # Lord Howe changes by half an hour: 02:00 to 02:30, and 02:00 to 01:30
    Australia/Lord_Howe | 15 2 * * * | NEXT_VALID | - | 2026-10-03T02:15+10:30 2026-10-04T02:30+11:00 2026-10-05T02:15+11:00
    Australia/Lord_Howe | 15 2 * * * | SHIFT      | - | 2026-10-03T02:15+10:30 2026-10-04T02:45+11:00 2026-10-05T02:15+11:00
    Australia/Lord_Howe | 15 2 * * * | SKIP       | - | 2026-10-03T02:15+10:30 2026-10-05T02:15+11:00
    Australia/Lord_Howe | 45 1 * * * | - | BOTH   | 2026-04-04T01:45+11:00 2026-04-05T01:45+11:00 2026-04-05T01:45+10:30 2026-04-06T01:45+10:30
    Australia/Lord_Howe | */15 * * * * | - | FIRST | 2026-04-05T01:30+11:00 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30 2026-04-05T02:00+10:30
    Australia/Lord_Howe | 0 * * * *  | NEXT_VALID | - | 2026-10-04T01:00+10:30 2026-10-04T03:00+11:00 2026-10-04T04:00+11:00
    # Cairo changes at midnight: Friday 00:00 to 01:00, and Friday 00:00 to Thursday 23:00
    Africa/Cairo | 0 0 * * *         | NEXT_VALID | - | 2026-04-23T00:00+02:00 2026-04-24T01:00+03:00 2026-04-25T00:00+03:00
    Africa/Cairo | 0 0 * * *         | SKIP       | - | 2026-04-23T00:00+02:00 2026-04-25T00:00+03:00
    Africa/Cairo | 30 23 * * *       | - | FIRST  | 2026-10-28T23:30+03:00 2026-10-29T23:30+03:00 2026-10-30T23:30+02:00
    Africa/Cairo | 30 23 * * *       | - | SECOND | 2026-10-28T23:30+03:00 2026-10-29T23:30+02:00 2026-10-30T23:30+02:00
    Africa/Cairo | 30 23 ? * THU     | - | BOTH   | 2026-10-29T23:30+03:00 2026-10-29T23:30+02:00 2026-11-05T23:30+02:00
    # Sao Paulo left out midnight until 2018, and had 23:00 to 24:00 twice
    America/Sao_Paulo | @daily       | NEXT_VALID | - | 2018-11-03T00:00-03:00 2018-11-04T01:00-02:00 2018-11-05T00:00-02:00
    America/Sao_Paulo | @daily       | SHIFT      | - | 2018-11-03T00:00-03:00 2018-11-04T01:00-02:00 2018-11-05T00:00-02:00
    America/Sao_Paulo | 30 0,1 * * * | NEXT_VALID | - | 2018-11-03T01:30-03:00 2018-11-04T01:00-02:00 2018-11-04T01:30-02:00 2018-11-05T00:30-02:00
    America/Sao_Paulo | 30 0,1 * * * | SHIFT      | - | 2018-11-03T01:30-03:00 2018-11-04T01:30-02:00 2018-11-05T00:30-02:00
    America/Sao_Paulo | 59 23 17 2 * | - | BOTH   | 2018-02-17T23:59-02:00 2018-02-17T23:59-03:00 2019-02-17T23:59-03:00
    # Apia left out the whole of Friday 30 December 2011
    Pacific/Apia | 0 8 * * *         | NEXT_VALID | - | 2011-12-29T08:00-10:00 2011-12-31T00:00+14:00 2011-12-31T08:00+14:00
    Pacific/Apia | 0 8 * * *         | SKIP       | - | 2011-12-29T08:00-10:00 2011-12-31T08:00+14:00 2012-01-01T08:00+14:00
    Pacific/Apia | 0 8 * * *         | SHIFT      | - | 2011-12-29T08:00-10:00 2011-12-31T08:00+14:00 2012-01-01T08:00+14:00
    Pacific/Apia | 0 8 ? * FRI       | SHIFT      | - | 2011-12-23T08:00-10:00 2011-12-31T08:00+14:00 2012-01-06T08:00+14:00
    Pacific/Apia | 0 9-17 30 12 *    | NEXT_VALID | - | 2010-12-30T17:00-10:00 2011-12-31T00:00+14:00 2012-12-30T09:00+14:00
    Pacific/Apia | 0 * * * *         | NEXT_VALID | - | 2011-12-29T23:00-10:00 2011-12-31T00:00+14:00 2011-12-31T01:00+14:00
    # Kwajalein left out 21 August 1993
    Pacific/Kwajalein | 0 12 * * *   | SKIP       | - | 1993-08-20T12:00-12:00 1993-08-22T12:00+12:00
    # Troll changes by two hours: 01:00 to 03:00, and 03:00 to 01:00
    Antarctica/Troll | 30 1,2 * * *  | NEXT_VALID | - | 2026-03-28T02:30+00:00 2026-03-29T03:00+02:00 2026-03-30T01:30+02:00
    Antarctica/Troll | 30 1,2 * * *  | SHIFT      | - | 2026-03-28T02:30+00:00 2026-03-29T03:30+02:00 2026-03-29T04:30+02:00 2026-03-30T01:30+02:00
    Antarctica/Troll | 30 1,2 * * *  | - | FIRST  | 2026-10-24T02:30+02:00 2026-10-25T01:30+02:00 2026-10-25T02:30+02:00 2026-10-26T01:30+00:00
    Antarctica/Troll | 30 1,2 * * *  | - | SECOND | 2026-10-24T02:30+02:00 2026-10-25T01:30+00:00 2026-10-25T02:30+00:00 2026-10-26T01:30+00:00
    Antarctica/Troll | 30 1,2 * * *  | - | BOTH   | 2026-10-24T02:30+02:00 2026-10-25T01:30+02:00 2026-10-25T02:30+02:00 2026-10-25T01:30+00:00 2026-10-25T02:30+00:00 2026-10-26T01:30+00:00
    # Dublin's standard time is its summer time: negative daylight saving
    Europe/Dublin | 30 1 * * *       | NEXT_VALID | - | 2026-03-28T01:30+00:00 2026-03-29T02:00+01:00 2026-03-30T01:30+01:00
    # Casablanca goes back for Ramadan
    Africa/Casablanca | 30 2 * * *   | - | BOTH   | 2026-02-14T02:30+01:00 2026-02-15T02:30+01:00 2026-02-15T02:30+00:00 2026-02-16T02:30+00:00
    # Zones without changes
    Asia/Kolkata | 0 30 2 * * *      | - | -      | 2026-12-01T02:30+05:30 2026-12-02T02:30+05:30
    +05:45       | 0 30 2 * * *      | - | -      | 2026-12-01T02:30+05:45 2026-12-02T02:30+05:45
    -            | 0 30 2 * * *      | - | -      | 2026-12-01T02:30+00:00 2026-12-02T02:30+00:00
    """)
    void local_times_become_instants(String zone, String expression, Gap gap, Overlap overlap, String instants) {
        // given
        List<Optional<Instant>> expected =
                Arrays.stream(instants.split(" ")).map(ClockChangeTest::instant).toList();
        CronSchedule schedule = new CronSchedule(expression, zone, gap, overlap);

        // when
        List<Optional<Instant>> fired = new ArrayList<>();
        Instant after = expected.get(0).orElseThrow().minusNanos(1_000);
        while (fired.size() < expected.size()) {
            Optional<Instant> next = schedule.next(after, Instant.EPOCH);
            fired.add(next);
            after = next.orElse(Instant.MAX);
        }

        // then
        assertThat(fired).isEqualTo(expected);
    }

    private static Optional<Instant> instant(String text) {
        return text.equals("-")
                ? Optional.empty()
                : Optional.of(OffsetDateTime.parse(text).toInstant());
    }
}
