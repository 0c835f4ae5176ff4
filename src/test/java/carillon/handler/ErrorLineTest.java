package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ErrorLineTest {

    @Test
    void many_lines_become_one() {
        assertThat(ErrorLine.of("first\r\n\tsecond\u0000third\u2028")).isEqualTo("first second third");
    }

    @Test
    void no_text_still_gives_a_line() {
        assertThat(ErrorLine.of((String) null)).isEqualTo("failed without a message");
        assertThat(ErrorLine.of(" \n")).isEqualTo("failed without a message");
        assertThat(ErrorLine.of("\u0000")).isEqualTo("failed without a message");
    }

    @Test
    void a_long_text_is_cut_between_characters() {
        assertThat(ErrorLine.of("x".repeat(2_000))).hasSize(2_000).endsWith("x");
        assertThat(ErrorLine.of("x".repeat(2_001))).hasSize(2_000).endsWith("x…");
        assertThat(ErrorLine.of("x".repeat(1_998) + "😀😀")).hasSize(1_999).endsWith("x…");
        assertThat(ErrorLine.of("😀".repeat(100_000)).codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    @Test
    void a_throwable_is_named_with_its_message_and_its_root() {
        assertThat(ErrorLine.of(new IllegalStateException("no rows"))).isEqualTo("IllegalStateException: no rows");
        assertThat(ErrorLine.of(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(ErrorLine.of(new ExecutionException("step failed", new IOException("disk full"))))
                .isEqualTo("ExecutionException: step failed (caused by IOException: disk full)");
        assertThat(ErrorLine.of(new ExecutionException(new IOException("disk full"))))
                .isEqualTo("ExecutionException: java.io.IOException: disk full");
    }

    @Test
    void a_throwable_that_plays_tricks_still_gives_a_line() {
        Exception ring = new Exception("outer");
        ring.initCause(new Exception("inner", ring));
        Exception mute = new Exception() {
            @Override
            public String getMessage() {
                throw new IllegalStateException("not even this");
            }
        };

        assertThat(ErrorLine.of(ring)).startsWith("Exception: outer");
        assertThat(ErrorLine.of(mute)).startsWith("carillon.handler.ErrorLineTest$");
    }
}
