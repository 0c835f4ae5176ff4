package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "120, PT2M",
        "' 7 ', PT7S",
        "007, PT7S",
        "86400, PT24H",
        "86401, PT24H",
        "99999999999999999999999, PT24H"
    })
    void seconds_are_read_up_to_a_day(String value, Duration wait) {
        assertThat(RetryAfter.read(value, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT | PT37S",
                "Sun, 06 Nov 1994 08:48:00 GMT | PT0S",
                "Fri, 06 Nov 2026 08:49:37 GMT | PT24H"
            })
    void a_date_counts_from_now(String value, Duration wait) {
        assertThat(RetryAfter.read(value, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-5", "1.5", "Mon, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "٣"})
    void anything_else_asks_for_nothing(String value) {
        assertThat(RetryAfter.read(value, NOW)).isNull();
    }
}
