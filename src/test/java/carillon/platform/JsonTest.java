package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void null_stays_null() {
        assertThat(Json.write(null)).isNull();
        assertThat(Json.read(null, Sample.class)).isNull();
    }

    @Test
    void a_record_comes_back_as_it_was() {
        Sample sample = new Sample(
                "ü \u0001 \"q\"",
                Instant.parse("2026-03-01T10:00:00.123456Z"),
                Duration.ofMillis(1_500),
                List.of("a", "b"),
                null);

        assertThat(Json.read(Json.write(sample), Sample.class)).isEqualTo(sample);
    }

    @Test
    void what_is_null_is_left_out() {
        assertThat(Json.write(new Sample("a", null, null, null, null))).isEqualTo("{\"text\":\"a\"}");
    }

    /** Of a newer version, for instance. */
    @Test
    void an_unknown_field_is_passed_over() {
        assertThat(Json.read("{\"text\":\"a\",\"later\":{\"x\":[1]}}", Sample.class)
                        .text())
                .isEqualTo("a");
    }

    public record Sample(String text, Instant at, Duration length, List<String> list, Integer number) {}
}
