package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.Loop;
import carillon.platform.Threads;
import carillon.run.LogStanding;
import carillon.run.LogText;
import carillon.run.RunLogs;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers that follow logs, with a log and readers that do as the test says. */
class LogFollowersTest {

    private static final UUID RUN = UUID.randomUUID();

    private final StringBuilder log = new StringBuilder("one\n");
    private boolean ended;
    private int asked;

    private final RunLogs logs = new RunLogs(null, 0) {
        @Override
        public Map<UUID, LogStanding> standing(Collection<UUID> runs) {
            asked++;
            Map<UUID, LogStanding> standing = new HashMap<>();
            runs.forEach(run -> standing.put(run, new LogStanding(log.length(), ended)));
            return standing;
        }

        @Override
        public LogText read(UUID run, long from) {
            return new LogText(log.substring((int) from), log.length());
        }
    };

    private final Threads threads = new Threads() {
        @Override
        public Loop loop(String name, Loop.Step step) {
            return Loop.start(name, Thread::new, () -> Duration.ofHours(1));
        }
    };

    private final LogFollowers followers = new LogFollowers(logs, threads, 2);

    @AfterEach
    void stop() {
        followers.stop();
    }

    @Test
    void a_reader_gets_what_is_there_and_what_comes_and_is_let_go_when_the_run_has_ended() throws IOException {
        Reader reader = new Reader();
        followers.follow(reader.context(), RUN, 0);
        followers.turn();
        assertThat(reader.text()).isEqualTo("one\n");

        followers.turn();
        log.append("two\n");
        followers.turn();
        assertThat(reader.text()).isEqualTo("one\ntwo\n");
        assertThat(reader.completed).isZero();

        log.append("three\n");
        ended = true;
        followers.turn();
        followers.turn();

        assertThat(reader.text()).isEqualTo("one\ntwo\nthree\n");
        assertThat(reader.completed).isEqualTo(1);
        assertThat(followers.count()).isZero();
    }

    @Test
    void a_reader_begins_where_it_asked_to() throws IOException {
        Reader reader = new Reader();
        log.append("two\n");
        followers.follow(reader.context(), RUN, 4);

        followers.turn();

        assertThat(reader.text()).isEqualTo("two\n");
    }

    @Test
    void a_reader_that_takes_nothing_is_given_nothing_more_and_holds_up_nobody() throws IOException {
        Reader slow = new Reader();
        Reader quick = new Reader();
        slow.ready = false;
        followers.follow(slow.context(), RUN, 0);
        followers.follow(quick.context(), RUN, 0);
        followers.turn();
        log.append("two\n");
        followers.turn();

        assertThat(slow.text()).isEmpty();
        assertThat(quick.text()).isEqualTo("one\ntwo\n");
        slow.ready = true;
        slow.listener.onWritePossible();
        assertThat(slow.text()).isEqualTo("one\n");
        followers.turn();
        assertThat(slow.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void a_reader_that_hung_up_is_forgotten() throws IOException {
        Reader reader = new Reader();
        reader.broken = true;
        followers.follow(reader.context(), RUN, 0);

        followers.turn();

        assertThat(followers.count()).isZero();
        assertThat(reader.completed).isEqualTo(1);
    }

    @Test
    void one_statement_asks_for_all_and_none_when_nobody_follows() throws IOException {
        followers.turn();
        assertThat(asked).isZero();
        followers.follow(new Reader().context(), RUN, 0);
        followers.follow(new Reader().context(), UUID.randomUUID(), 0);

        followers.turn();

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void no_more_than_the_bound_may_follow() throws IOException {
        followers.follow(new Reader().context(), RUN, 0);
        followers.requireRoom();
        followers.follow(new Reader().context(), RUN, 0);

        assertThatThrownBy(followers::requireRoom)
                .isInstanceOf(TooManyFollowersException.class)
                .hasMessageContaining("carillon.run.log-followers");
    }

    @Test
    void a_stop_lets_all_readers_go() throws IOException {
        Reader reader = new Reader();
        followers.follow(reader.context(), RUN, 0);

        followers.stop();

        assertThat(reader.completed).isEqualTo(1);
    }

    /** Somebody at the other end of an answer. */
    private static final class Reader extends ServletOutputStream {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private boolean ready = true;
        private boolean broken;
        private int completed;
        private WriteListener listener;

        AsyncContext context() {
            ServletResponse response = proxy(ServletResponse.class, "getOutputStream");
            return (AsyncContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (self, method, arguments) -> {
                        if (method.getName().equals("complete")) {
                            completed++;
                        }
                        return method.getName().equals("getResponse") ? response : null;
                    });
        }

        private <T> T proxy(Class<T> type, String stream) {
            return type.cast(Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> method.getName().equals(stream) ? this : null));
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setWriteListener(WriteListener given) {
            listener = given;
        }

        @Override
        public void write(int one) throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            taken.write(one);
        }

        String text() {
            return taken.toString(StandardCharsets.UTF_8);
        }
    }
}
