package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OutputTest {

    @Property(tries = 300)
    void the_tail_is_the_end_of_all_that_came(
            @ForAll List<@Size(max = 40) byte[]> pieces, @ForAll @IntRange(min = 1, max = 50) int kept) {
        OutputTail tail = new OutputTail(kept);
        StringBuilder all = new StringBuilder();

        for (byte[] piece : pieces) {
            String ascii = new String(piece, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "x");
            all.append(ascii);
            tail.add(ascii.getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - kept)));
    }

    @Test
    void the_last_line_is_the_last_that_is_not_blank() {
        assertThat(tail("one\ntwo \n\n \n").lastLine()).isEqualTo("two");
        assertThat(tail("one").lastLine()).isEqualTo("one");
        assertThat(tail(" \n").lastLine()).isNull();
        assertThat(tail("").lastLine()).isNull();
    }

    @Test
    void a_line_that_began_before_what_is_kept_is_told_as_such() {
        assertThat(tail("0123456789abcdefghij").lastLineIsCut()).isFalse();
        assertThat(tail("0123456789abcdefghijk").lastLineIsCut()).isTrue();
        assertThat(tail("0123456789abcdef\nghijk\n").lastLineIsCut()).isFalse();
    }

    @Test
    void lines_are_logged_whole_however_they_come() {
        List<String> log = new ArrayList<>();
        OutputLines lines = new OutputLines(log::add);

        lines.add(bytes("a"));
        lines.add(bytes("b\ncd\ne"));
        lines.add(bytes("f"));
        assertThat(log).containsExactly("ab\ncd");
        lines.end();
        lines.end();

        assertThat(log).containsExactly("ab\ncd", "ef");
    }

    @Test
    void a_character_in_two_pieces_is_one() {
        List<String> log = new ArrayList<>();
        OutputLines lines = new OutputLines(log::add);

        lines.add(new byte[] {(byte) 0xC3});
        lines.add(new byte[] {(byte) 0xA9, '\n'});

        assertThat(log).containsExactly("é");
    }

    @Test
    void a_line_without_an_end_is_logged_in_pieces() {
        List<String> log = new ArrayList<>();
        OutputLines lines = new OutputLines(log::add);

        for (int i = 0; i < 10; i++) {
            lines.add(bytes("x".repeat(1_024)));
        }
        lines.end();

        assertThat(log).extracting(String::length).containsExactly(8_192, 2_048);
    }

    private static OutputTail tail(String text) {
        OutputTail tail = new OutputTail(20);
        tail.add(bytes(text));
        return tail;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
