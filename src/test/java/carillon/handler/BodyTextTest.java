package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyTextTest {

    private static final byte[] UTF8 = "aé😀".getBytes(StandardCharsets.UTF_8);

    @Test
    void without_a_charset_it_is_utf_8() {
        assertThat(BodyText.of(UTF8, null, false)).isEqualTo("aé😀");
        assertThat(BodyText.of(UTF8, "application/json", false)).isEqualTo("aé😀");
        assertThat(BodyText.of(UTF8, "text/plain; charset=no-such-thing", false))
                .isEqualTo("aé😀");
        assertThat(BodyText.of(UTF8, "text/plain; charset=\"/\"", false)).isEqualTo("aé😀");
    }

    @Test
    void the_named_charset_is_followed() {
        byte[] latin = "aé".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(BodyText.of(latin, "text/plain;CHARSET=\"iso-8859-1\"", false))
                .isEqualTo("aé");
        assertThat(BodyText.of("a😀".getBytes(StandardCharsets.UTF_16), "text/plain; charset=utf-16", false))
                .isEqualTo("a😀");
    }

    @Test
    void bytes_that_are_no_text_are_replaced() {
        assertThat(BodyText.of(new byte[] {'a', (byte) 0xFF, 'b'}, null, false)).isEqualTo("a\uFFFDb");
    }

    @Test
    void a_character_that_was_cut_in_two_is_left_out() {
        for (int length = 3; length < 7; length++) {
            assertThat(BodyText.of(Arrays.copyOf(UTF8, length), null, true)).isEqualTo("aé");
        }
        assertThat(BodyText.of(Arrays.copyOf(UTF8, 2), null, true)).isEqualTo("a");
        assertThat(BodyText.of(Arrays.copyOf(UTF8, 2), null, false)).isEqualTo("a\uFFFD");
    }
}
