package carillon.ops;

import static carillon.ops.LineLimit.Verdict.LEAVE_OUT;
import static carillon.ops.LineLimit.Verdict.SAY_THAT_LINES_ARE_LEFT_OUT;
import static carillon.ops.LineLimit.Verdict.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final LineLimit limit = new LineLimit(2, nanos::get);

    private Stream<LineLimit.Verdict> verdicts(int lines) {
        return Stream.generate(limit::judge).limit(lines);
    }

    @Test
    void what_goes_beyond_the_limit_of_a_second_is_left_out_and_said_once() {
        assertThat(verdicts(5)).containsExactly(WRITE, WRITE, SAY_THAT_LINES_ARE_LEFT_OUT, LEAVE_OUT, LEAVE_OUT);
    }

    @Test
    void the_next_second_begins_anew() {
        // given
        assertThat(verdicts(3)).contains(WRITE);

        // when
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        // then
        assertThat(verdicts(3)).containsExactly(WRITE, WRITE, SAY_THAT_LINES_ARE_LEFT_OUT);
    }

    @Test
    void what_was_left_out_is_counted_and_told_once() {
        // given
        assertThat(verdicts(5)).contains(LEAVE_OUT);

        // when, then
        assertThat(limit.takeLeftOut()).isEqualTo(3);
        assertThat(limit.takeLeftOut()).isZero();
    }
}
