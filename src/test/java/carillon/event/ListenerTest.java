package carillon.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Frame> sent = new ArrayList<>();
    private boolean closed;
    private boolean broken;
    private final Listener listener =
            new Listener(new Interest(null, null, null), null, new Pipe(), tasks::add, nanos::get);

    @Test
    void one_thread_is_asked_for_however_much_waits() {
        listener.tell("run", "{}");
        listener.tell("run", "{}");

        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(sent).hasSize(2);
        listener.tell("run", "{}");
        assertThat(tasks).hasSize(1);
    }

    @Test
    void one_that_does_not_read_has_no_room_after_a_while_and_is_stuck_after_half_a_minute() {
        for (int i = 0; i < Listener.ROOM; i++) {
            assertThat(listener.hasRoom()).isTrue();
            listener.tell("run", "{}");
        }

        assertThat(listener.hasRoom()).isFalse();
        assertThat(listener.stuck()).isFalse();
        nanos.addAndGet(Listener.PATIENCE.toNanos() + 1);
        assertThat(listener.stuck()).isTrue();

        listener.close("not reading");
        tasks.remove().run();
        assertThat(sent).isEmpty();
        assertThat(closed).isTrue();
    }

    @Test
    void one_that_has_nothing_to_hear_is_quiet_and_not_stuck() {
        nanos.addAndGet(Listener.PATIENCE.toNanos() + 1);

        assertThat(listener.stuck()).isFalse();
        assertThat(listener.quiet()).isGreaterThan(Listener.PATIENCE);
    }

    @Test
    void one_that_is_gone_is_closed_at_the_next_word() {
        broken = true;
        listener.tell("run", "{}");
        tasks.remove().run();

        assertThat(listener.closed()).isTrue();
        assertThat(closed).isTrue();
        listener.tell("run", "{}");
        assertThat(tasks).isEmpty();
    }

    @Test
    void the_end_comes_after_what_waits() {
        listener.reach(UUID.randomUUID(), 3);
        listener.tell("run", "{}");
        listener.end("{}");
        assertThat(closed).isFalse();

        tasks.remove().run();

        assertThat(sent).extracting(Frame::name).containsExactly("run", "end");
        assertThat(sent).extracting(Frame::id).doesNotContainNull();
        assertThat(closed).isTrue();
    }

    private final class Pipe implements Sink {

        @Override
        public void send(Frame frame) {
            if (broken) {
                throw new IllegalStateException("broken pipe");
            }
            sent.add(frame);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
