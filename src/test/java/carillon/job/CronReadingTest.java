package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronReadingTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    * * * * *             | every minute
    * * * * * *           | every second
    */15 * * * *          | every 15 minutes
    0,30 * * * *          | every 30 minutes
    */7 * * * *           | at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour
    30 * * * *            | at minute 30 of every hour
    30 0-23 * * *         | at minute 30 of every hour
    0 */2 * * *           | at minute 0 of every second hour
    30 */2 * * MON        | at minute 30 of every second hour on Monday
    0 */4 * * *           | at 00:00, 04:00, 08:00, 12:00, 16:00 and 20:00 every day
    0,5 8-17 * * *        | at minutes 0 and 5 of hours 8 to 17 every day
    */20 */4 * * *        | every 20 minutes of every fourth hour
    0 1-23/2 * * *        | at minute 0 of hours 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21 and 23 every day
    0 0 */2 * *           | at 00:00 on every second day of the month from 1
    0 0 2-12/2 * *        | at 00:00 on every second day of the month from 2 to 12
    0 0 1-7/2 * *         | at 00:00 on days 1, 3, 5 and 7 of the month
    */10 * * * * *        | every 10 seconds
    5 * * * * *           | at second 5 of every minute
    */10 0-5 * * * *      | every 10 seconds of minutes 0 to 5 of every hour
    30 2 * * *            | at 02:30 every day
    0 30 2 * * *          | at 02:30 every day
    5 30 2 * * *          | at 02:30:05 every day
    0 9,17 * * MON-FRI    | at 09:00 and 17:00 on Monday to Friday
    */15 9-17 * * 1-5     | every 15 minutes of hours 9 to 17 on Monday to Friday
    0 */6 * * *           | at 00:00, 06:00, 12:00 and 18:00 every day
    0 22-4 * * *          | at 00:00, 01:00, 02:00, 03:00, 04:00, 22:00 and 23:00 every day
    0 0 1,15 * *          | at 00:00 on days 1 and 15 of the month
    0 0 L * ?             | at 00:00 on the last day of the month
    0 0 L-3 * ?           | at 00:00 on day 3 before the last of the month
    0 0 LW * *            | at 00:00 on the last Monday to Friday of the month
    0 0 15W * *           | at 00:00 on the Monday to Friday nearest to day 15 of the month
    0 0 * * FRI#2         | at 00:00 on the second Friday of the month
    0 0 * * FRIL,MON      | at 00:00 on Monday and the last Friday of the month
    0 0 * * FRI-MON       | at 00:00 on Friday to Monday
    0 0 * * SAT-MON       | at 00:00 on Saturday to Monday
    0 0 * * SUN,MON       | at 00:00 on Monday and Sunday
    0 0 * * MON,WED,SUN   | at 00:00 on Monday, Wednesday and Sunday
    0 0 * * SUN-SAT       | at 00:00 on Monday to Sunday
    0 0 * * SUN-TUE,FRI   | at 00:00 on Friday and Sunday to Tuesday
    0 0 13 * FRI          | at 00:00 on day 13 of the month, and also on Friday
    0 0 13 3 FRI          | at 00:00 on day 13 of the month, and also on Friday, in March
    0 0 0 13 3 FRI 2027   | at 00:00 on day 13 of the month, and also on Friday, in March in 2027
    0 0 29 2 *            | at 00:00 on day 29 of the month in February
    0 0 1 JAN,JUN-AUG *   | at 00:00 on day 1 of the month in January and June to August
    0 0 0 1 1 ? 2027-2030 | at 00:00 on day 1 of the month in January in 2027 to 2030
    0 0 0 1 1 ? 2030/2    | at 00:00 on day 1 of the month in January in every second year from 2030
    0 0 0 1 1 ? 2030-2060/10 | at 00:00 on day 1 of the month in January in 2030, 2040, 2050 and 2060
    0 0 0 1 1 ? 2030/20   | at 00:00 on day 1 of the month in January in 2030, 2050, 2070 and 2090
    @yearly               | at 00:00 on day 1 of the month in January
    @weekly               | at 00:00 on Sunday
    @hourly               | at minute 0 of every hour
    """)
    void a_rule_is_said_in_plain_english(String expression, String words) {
        assertThat(CronReading.of(expression)).isEqualTo(words);
    }

    @Test
    void schedules_say_their_zone_and_their_lengths() {
        assertThat(new CronSchedule("@daily", "Asia/Kolkata", null, null).reading())
                .isEqualTo("at 00:00 every day, Asia/Kolkata");
        assertThat(new CronSchedule("@daily", null, null, null).reading()).isEqualTo("at 00:00 every day, UTC");
        assertThat(new IntervalSchedule(Duration.parse("PT1H30M"), null).reading())
                .isEqualTo("every 1 hour 30 minutes");
        assertThat(new IntervalSchedule(Duration.parse("PT0.25S"), IntervalMode.FIXED_DELAY).reading())
                .isEqualTo("250 milliseconds after the end of each run");
        assertThat(new OnceSchedule(Instant.parse("2026-12-01T08:30:00Z")).reading())
                .isEqualTo("once, at 2026-12-01T08:30:00Z");
        assertThat(new DelaySchedule(Duration.ofMinutes(10)).reading()).isEqualTo("once, after 10 minutes");
        assertThat(new NowSchedule().reading()).isEqualTo("once, at once");
        assertThat(new ManualSchedule().reading()).isEqualTo("only when it is triggered");
    }
}
