package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendMessagesTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void the_start_of_a_connection_is_no_round_trip() {
        message('R', 4);
        message('Z', 1);

        assertThat(roundTrips(100)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1_000})
    void each_end_of_a_query_is_one_however_it_is_cut(int piece) {
        sent.write('N');
        message('R', 4);
        message('Z', 1);
        message('D', 'Z' * 256 + 'Z');
        message('C', 9);
        message('Z', 1);
        message('2', 0);
        message('C', 9);
        message('C', 9);
        message('Z', 1);

        assertThat(roundTrips(piece)).isEqualTo(2);
    }

    @Test
    void a_notice_of_a_connection_that_has_begun_has_a_length_as_all_have() {
        message('R', 4);
        message('Z', 1);
        message('N', 'Z');
        message('Z', 1);

        assertThat(roundTrips(100)).isEqualTo(1);
    }

    /** Its contents look like ends of queries. */
    private void message(int type, int contents) {
        sent.write(type);
        sent.writeBytes(ByteBuffer.allocate(4).putInt(4 + contents).array());
        sent.writeBytes("Z".repeat(contents).getBytes(StandardCharsets.US_ASCII));
    }

    private int roundTrips(int piece) {
        AtomicInteger count = new AtomicInteger();
        BackendMessages messages = new BackendMessages(count::incrementAndGet);
        ByteBuffer all = ByteBuffer.wrap(sent.toByteArray());
        while (all.hasRemaining()) {
            byte[] part = new byte[Math.min(piece, all.remaining())];
            all.get(part);
            messages.read(part, part.length);
        }
        return count.get();
    }
}
