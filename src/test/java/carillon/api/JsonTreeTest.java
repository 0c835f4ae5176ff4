package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.FieldError;
import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {

    private final FieldErrors errors = new FieldErrors();

    @Test
    void what_is_sound_is_read_as_it_is() {
        // given
        String text =
                "{\"a\":[1,-2.50,1E+3,\"é😀\\n\",true,false,null,{}],\"b\":{\"c\":[]},\"n\":123456789012345678901234567890}";

        // when
        JsonValue tree = JsonTree.parse(text, errors);

        // then
        assertThat(tree).hasToString(text);
        assertThat(errors.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,} | The body is not JSON (line 1, column 8, at '}').",
                "{\"a\" 1} | The body is not JSON (line 1, column 6, at '1}').",
                "nope | The body is not JSON (line 1, column 2, at 'ope').",
                "'a' | The body is not JSON (line 1, column 1, at ''a'').",
                "[1,2] x | The body is not JSON (line 1, column 7, at 'x').",
                "{\"a\":1}} | The body is not JSON (line 1, column 8, at '}').",
                "{\"a\":\"\\x\"} | The body is not JSON (line 1, column 8, at 'x\"}').",
                "{\"a\":1 | The body is not JSON: it ends too early (line 1, column 7).",
                "{\"a\":\"b | The body is not JSON: it ends too early (line 1, column 8).",
            })
    void what_is_malformed_is_shown_where(String text, String message) {
        assertThatThrownBy(() -> JsonTree.parse(text, errors))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessage(message);
    }

    @Test
    void lines_are_counted() {
        assertThatThrownBy(() -> JsonTree.parse("{\n \"a\": 1,\n  b: 2}", errors))
                .hasMessage("The body is not JSON (line 3, column 3, at 'b: 2}').");
        assertThatThrownBy(() -> JsonTree.parse("{\n \"a\": 1,\n", errors))
                .hasMessage("The body is not JSON: it ends too early (line 3, column 1).");
    }

    @Test
    void a_name_that_is_given_twice_is_an_error_of_its_field() {
        // when
        JsonTree.parse("{\"a\":{\"b\":1,\"c\":[{\"d\":1,\"d\":2}]},\"a\":3}", errors);

        // then
        assertThat(errors.list())
                .containsExactly(new FieldError("a.c[0].d", "is given twice"), new FieldError("a", "is given twice"));
    }

    @Test
    void nesting_has_an_end() {
        // given
        String deepest = "[".repeat(JsonTree.DEEPEST) + "]".repeat(JsonTree.DEEPEST);

        // then
        assertThat(JsonTree.parse(deepest, errors)).isNotNull();
        assertThatThrownBy(() -> JsonTree.parse("[" + deepest + "]", errors))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessageStartingWith("The body is nested deeper than 64 levels (line 1, ");
        assertThatThrownBy(() -> JsonTree.parse("[".repeat(1_000_000), errors))
                .isInstanceOf(MalformedBodyException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "1e-309", "1e999999999", "1e99999999999999", "-1e-400"})
    void a_number_that_others_could_not_read_is_an_error_of_its_field(String number) {
        // when
        JsonTree.parse("{\"a\":[" + number + "]}", errors);

        // then
        assertThat(errors.list()).extracting(FieldError::field).containsExactly("a[0]");
    }

    @Test
    void a_number_of_a_million_digits_is_refused_without_reckoning_with_it() {
        // when
        JsonTree.parse("{\"a\":" + "9".repeat(1_000_000) + "}", errors);

        // then
        assertThat(errors.list()).extracting(FieldError::field).containsExactly("a");
    }

    @Test
    void characters_that_cannot_be_kept_are_errors_of_their_fields() {
        // when
        JsonTree.parse(
                "{\"a\":\"\\u0000\",\"b\":[\"\\ud800\",\"\\udc00x\"],\"c\\u0000\":1,\"ok\":\"\\ud83d\\ude00\"}",
                errors);

        // then
        assertThat(errors.list())
                .containsExactly(
                        new FieldError("a", "holds the character U+0000, which cannot be kept"),
                        new FieldError("b[0]", "holds half a character (a surrogate without its pair)"),
                        new FieldError("b[1]", "holds half a character (a surrogate without its pair)"),
                        new FieldError("c\u0000", "holds the character U+0000, which cannot be kept"));
    }

    @Test
    void stored_json_is_shown_as_it_is_or_as_text() {
        assertThat(JsonTree.stored(null)).isEqualTo(JsonValue.NULL);
        assertThat(JsonTree.stored("{\"a\": [1]}")).hasToString("{\"a\":[1]}");
        for (String odd : List.of("9".repeat(5_000), "[".repeat(5_000) + "]".repeat(5_000))) {
            assertThat(JsonTree.stored(odd).toString()).isIn("\"" + odd + "\"", odd);
        }
    }
}
