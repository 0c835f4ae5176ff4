package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParsedOnceTest {

    private final ParsedOnce<Named> parsed = new ParsedOnce<>(Named.class);

    @Test
    void the_same_text_is_parsed_once() {
        Named first = parsed.of("{\"name\":\"a\"}");

        assertThat(first).isEqualTo(new Named("a"));
        assertThat(parsed.of(new String("{\"name\":\"a\"}"))).isSameAs(first);
        assertThat(parsed.of("{\"name\":\"b\"}")).isEqualTo(new Named("b"));
    }

    @Test
    void long_texts_are_not_kept() {
        String text = "{\"name\":\"" + "a".repeat(5_000) + "\"}";

        assertThat(parsed.of(text)).isEqualTo(parsed.of(text)).isNotSameAs(parsed.of(text));
    }

    @Test
    void null_gives_null() {
        assertThat(parsed.of(null)).isNull();
    }

    /** Any value. */
    public record Named(String name) {}
}
