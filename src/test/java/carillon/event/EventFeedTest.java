package carillon.event;

import static carillon.event.Happened.JOB;
import static carillon.event.Happened.OTHER;
import static carillon.event.Happened.failed;
import static carillon.event.Happened.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.cluster.MemberStatus;
import carillon.cluster.Question;
import carillon.queue.QueueChanged;
import carillon.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners of one member of a cluster, whose other members are their real logs. */
class EventFeedTest {

    private static final Interest ALL = new Interest(null, null, null);
    private static final int MOST = 12;

    private final AtomicLong nanos = new AtomicLong();
    private final Map<UUID, MemberStatus> members = new LinkedHashMap<>();
    private final Map<UUID, EventLog> logs = new HashMap<>();
    private final UUID one = member("one");
    private final UUID two = member("two");
    private final EventFeed feed = feed();

    @BeforeEach
    void started() {
        feed.turn();
    }

    @Test
    void a_listener_hears_what_happens_on_every_member() {
        Heard heard = listen(ALL, null);
        feed.turn();

        logs.get(one).add(succeeded(JOB));
        logs.get(two).add(failed(JOB));
        logs.get(two).add(new QueueChanged("default", QueueChanged.Change.paused, "ada", "lunch"));
        feed.turn();

        assertThat(heard.names()).containsExactlyInAnyOrder("open", "run", "run", "queue");
        assertThat(heard.names().get(0)).isEqualTo("open");
        assertThat(heard.data(0)).contains("\"resumed\":false", "\"name\":\"one\"", "\"name\":\"two\"");
        assertThat(heard.all()).contains("\"state\":\"failed\"", "\"by\":\"ada\"", "\"reason\":\"lunch\"");
    }

    @Test
    void what_happened_before_it_came_is_not_told() {
        logs.get(two).add(succeeded(JOB));
        Heard heard = listen(ALL, null);
        feed.turn();
        feed.turn();

        assertThat(heard.names()).containsExactly("open");
    }

    @Test
    void only_what_is_wanted_is_told() {
        Heard ofJob = listen(new Interest(JOB, null, null), null);
        Heard failures = listen(new Interest(null, RunState.failed, null), null);
        feed.turn();

        logs.get(one).add(succeeded(OTHER));
        logs.get(two).add(failed(JOB));
        logs.get(two).add(succeeded(JOB));
        logs.get(two).add(new QueueChanged("default", QueueChanged.Change.paused, "ada", null));
        feed.turn();

        assertThat(ofJob.names()).containsExactly("open", "run", "run");
        assertThat(failures.names()).containsExactly("open", "run");
    }

    @Test
    void a_listener_goes_on_from_its_place_at_another_member_and_misses_nothing() {
        Heard heard = listen(ALL, null);
        feed.turn();
        logs.get(one).add(succeeded(JOB));
        logs.get(two).add(succeeded(JOB));
        feed.turn();
        heard.leave();
        logs.get(two).add(failed(OTHER));
        logs.get(one).add(failed(OTHER));

        EventFeed elsewhere = feed();
        elsewhere.turn();
        Heard again = new Heard();
        elsewhere.listen(ALL, heard.lastId(), again);
        elsewhere.turn();

        assertThat(again.names()).containsExactly("open", "run", "run");
        assertThat(again.data(0)).contains("\"resumed\":true");
        assertThat(again.all()).doesNotContain("succeeded");
    }

    @Test
    void an_event_is_not_told_twice_after_a_break_in_the_middle_of_a_turn() {
        Heard heard = listen(ALL, null);
        feed.turn();
        logs.get(one).add(succeeded(JOB));
        logs.get(one).add(failed(JOB));
        logs.get(two).add(failed(OTHER));
        feed.turn();

        for (int i = 0; i < heard.frames.size(); i++) {
            Heard again = listen(ALL, heard.frames.get(i).id());
            feed.turn();
            assertThat(again.names()).filteredOn("run"::equals).hasSize(heard.frames.size() - 1 - i);
            again.leave();
        }
    }

    @Test
    void what_a_member_could_not_keep_is_told_as_a_gap() {
        Heard heard = listen(ALL, null);
        feed.turn();
        heard.leave();
        for (int i = 0; i < 150; i++) {
            logs.get(two).add(succeeded(JOB));
        }

        Heard again = listen(ALL, heard.lastId());
        feed.turn();

        assertThat(again.names()).startsWith("open", "gap", "run");
        assertThat(again.data(1)).contains("\"reason\":\"too-many\"", "\"lost\":50", two.toString());
        assertThat(again.names()).filteredOn("run"::equals).hasSize(100);
    }

    @Test
    void a_member_that_has_gone_leaves_a_gap_for_who_listens_and_for_who_comes_back() {
        Heard heard = listen(ALL, null);
        feed.turn();
        String before = heard.lastId();
        members.put(two, status(two, "two", "gone", false));
        feed.turn();

        assertThat(heard.names()).containsExactly("open", "member", "gap");
        assertThat(heard.data(1)).contains("\"change\":\"gone\"");
        assertThat(heard.data(2)).contains("\"reason\":\"member-gone\"", two.toString());
        assertThat(heard.frames.get(2).id()).isNotEqualTo(before);

        members.remove(two);
        Heard again = listen(ALL, before);
        Heard fresh = listen(ALL, heard.lastId());
        feed.turn();
        assertThat(again.names()).containsExactly("open", "gap");
        assertThat(fresh.names()).containsExactly("open");
        assertThat(heard.names()).containsExactly("open", "member", "gap");
    }

    @Test
    void a_member_that_comes_is_heard_from_its_first_event_on() {
        Heard heard = listen(ALL, null);
        feed.turn();
        UUID three = member("three");
        logs.get(three).add(succeeded(JOB));
        feed.turn();

        assertThat(heard.names()).containsExactlyInAnyOrder("open", "member", "run");
        assertThat(heard.all()).contains("\"change\":\"up\"");
    }

    @Test
    void the_timer_and_a_drain_are_told_and_only_to_those_who_want_all() {
        Heard heard = listen(ALL, null);
        Heard ofJob = listen(new Interest(JOB, null, null), null);
        feed.turn();
        members.put(two, status(two, "two", "draining", true));
        feed.turn();
        feed.turn();

        assertThat(heard.names()).containsExactly("open", "member", "member");
        assertThat(heard.all()).contains("\"change\":\"draining\"", "\"change\":\"timer\"", "\"epoch\":7");
        assertThat(ofJob.names()).containsExactly("open");
    }

    @Test
    void a_member_that_does_not_answer_is_told_of_and_caught_up_with() {
        Heard heard = listen(ALL, null);
        feed.turn();
        EventLog silenced = logs.remove(two);
        silenced.add(succeeded(JOB));
        feed.turn();
        assertThat(heard.names()).containsExactly("open");
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        feed.turn();
        feed.turn();
        assertThat(heard.names()).containsExactly("open", "gap");
        assertThat(heard.data(1)).contains("\"reason\":\"member-silent\"");

        logs.put(two, silenced);
        feed.turn();
        assertThat(heard.names()).containsExactly("open", "gap", "run");
    }

    @Test
    void an_id_that_nobody_gave_begins_anew_and_says_so() {
        Heard heard = listen(ALL, "42");
        feed.turn();

        assertThat(heard.names()).containsExactly("gap", "open");
        assertThat(heard.data(0)).contains("\"reason\":\"unknown-place\"");
        assertThat(heard.data(1)).contains("\"resumed\":false");
    }

    @Test
    void a_quiet_connection_shows_signs_of_life_that_take_the_place_along() {
        Heard heard = listen(new Interest(JOB, null, null), null);
        feed.turn();
        String before = heard.lastId();
        logs.get(one).add(succeeded(OTHER));
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        feed.turn();

        assertThat(heard.names()).containsExactly("open", null);
        assertThat(heard.lastId()).isNotEqualTo(before);
    }

    @Test
    void no_more_listen_than_may_and_one_that_left_makes_room() {
        Heard first = listen(ALL, null);
        for (int i = 1; i < MOST; i++) {
            listen(ALL, null);
        }
        assertThatThrownBy(() -> listen(ALL, null)).isInstanceOf(TooManyListenersException.class);

        first.leave();
        feed.turn();
        logs.get(one).add(succeeded(JOB));
        feed.turn();
        listen(ALL, null);
        assertThat(feed.count()).isEqualTo(MOST);
    }

    @Test
    void a_stop_ends_every_connection_with_a_word() {
        Heard heard = listen(ALL, null);
        feed.turn();

        feed.stop();

        assertThat(heard.names()).containsExactly("open", "end");
        assertThat(heard.closed).isTrue();
        assertThatThrownBy(() -> listen(ALL, null)).isInstanceOf(StoppingException.class);
    }

    private EventFeed feed() {
        EventFeed made = new EventFeed(
                () -> List.copyOf(members.values()), this::ask, () -> Instant.EPOCH, nanos::get, one, MOST);
        made.start(Runnable::run, () -> {});
        return made;
    }

    private CompletableFuture<Question.Told> ask(UUID member, Question.Events question) {
        EventLog log = logs.get(member);
        return log == null
                ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                : CompletableFuture.completedFuture(log.answer(question));
    }

    private Heard listen(Interest interest, String lastId) {
        Heard heard = new Heard();
        feed.listen(interest, lastId, heard);
        return heard;
    }

    private UUID member(String name) {
        UUID id = UUID.randomUUID();
        members.put(id, status(id, name, "up", false));
        logs.put(id, new EventLog(() -> Instant.EPOCH, new RunRates(nanos::get), nanos::get, 100));
        return id;
    }

    private static MemberStatus status(UUID id, String name, String state, boolean timer) {
        return new MemberStatus(
                id, name, "host", 80, 1, List.of("api"), "1", 20, 0, Instant.EPOCH, state, timer, timer ? 7L : null);
    }

    /** A connection that takes everything at once, until its other end has left. */
    private static final class Heard implements Sink {

        private final List<Frame> frames = new ArrayList<>();
        private boolean left;
        private boolean closed;

        @Override
        public void send(Frame frame) {
            if (left) {
                throw new IllegalStateException("broken pipe");
            }
            frames.add(frame);
        }

        @Override
        public void close() {
            closed = true;
        }

        void leave() {
            left = true;
        }

        List<String> names() {
            return frames.stream().map(Frame::name).toList();
        }

        String data(int index) {
            return frames.get(index).data();
        }

        String all() {
            return frames.toString();
        }

        String lastId() {
            return frames.get(frames.size() - 1).id();
        }
    }
}
