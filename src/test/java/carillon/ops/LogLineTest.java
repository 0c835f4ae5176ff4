package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {

    private static String shown(String value) {
        return LogLine.of("x").with("k", value).toString().substring("event=x k=".length());
    }

    @Test
    void a_line_is_the_event_and_its_values_in_order() {
        String line = LogLine.of("run-failed")
                .with("run", 1)
                .with("error", "no answer")
                .with("now", null)
                .toString();

        assertThat(line).isEqualTo("event=run-failed run=1 error=\"no answer\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            textBlock =
                    """
            plain         | plain
            PT0.5S        | PT0.5S
            two words     | "two words"
            a=b           | "a=b"
            say "hi"      | "say \\"hi\\""
            back\\slash   | "back\\\\slash"
            ''            | ""
            """)
    void a_value_that_could_be_misread_stands_in_quotes(String value, String expected) {
        assertThat(shown(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'\n'", "'\r'", "'\t'", "'\u0000'", "'\u001b'", "'\u0085'", "'\u2028'", "'\u2029'"})
    void nothing_breaks_the_line(String control) {
        assertThat(shown("a" + control + "b")).isEqualTo("\"a b\"");
    }

    @Test
    void a_long_value_is_cut() {
        assertThat(shown("x".repeat(300))).isEqualTo("x".repeat(300));
        assertThat(shown("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
    }

    @Test
    void a_cut_leaves_no_half_character() {
        assertThat(shown("x".repeat(299) + "😀y")).isEqualTo("x".repeat(299) + "…");
    }
}
