package carillon.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineBufferTest {

    private final LineBuffer buffer = new LineBuffer(100, 1_000);

    @Test
    void few_lines_are_one_piece() {
        buffer.add("one\n");
        buffer.add("two\n");

        assertThat(buffer.take()).containsExactly(new LineBuffer.Piece(0, 8, "one\ntwo\n"));
        assertThat(buffer.take()).isEmpty();
    }

    @Test
    void what_is_longer_than_a_piece_is_cut_between_lines() {
        String line = "x".repeat(59) + "\n";
        buffer.add(line);
        buffer.add(line);

        assertThat(buffer.take()).extracting(LineBuffer.Piece::text).containsExactly(line, line);
    }

    @Test
    void bytes_are_counted_as_they_are_stored() {
        buffer.add("é€\n");

        assertThat(buffer.take()).extracting(LineBuffer.Piece::bytes).containsExactly(6);
    }

    @Test
    void of_a_flood_the_beginning_and_the_end_are_held_and_the_rest_is_counted() {
        List<String> lines = IntStream.range(0, 100)
                .mapToObj(i -> String.format("%-99d\n", i))
                .toList();
        lines.forEach(buffer::add);

        List<LineBuffer.Piece> taken = buffer.take();

        assertThat(taken)
                .extracting(piece -> piece.text().strip())
                .containsExactly("0", "1", "2", "3", "4", "95", "96", "97", "98", "99");
        assertThat(taken.stream().mapToLong(LineBuffer.Piece::skipped).sum()).isEqualTo(9_000);
        assertThat(taken.get(5).skipped()).isEqualTo(9_000);
    }

    @Test
    void after_a_flood_nothing_is_left_out_any_more() {
        IntStream.range(0, 100).forEach(i -> buffer.add(String.format("%-99d\n", i)));
        buffer.take();
        buffer.add("calm\n");

        assertThat(buffer.take()).containsExactly(new LineBuffer.Piece(0, 5, "calm\n"));
    }

    @Test
    void everything_comes_in_order() {
        IntStream.range(0, 9).forEach(i -> buffer.add(i + " ".repeat(98) + "\n"));

        assertThat(buffer.take().stream().map(piece -> piece.text().strip()).collect(Collectors.joining()))
                .isEqualTo("012345678");
    }
}
