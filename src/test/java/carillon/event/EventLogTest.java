package carillon.event;

import static carillon.event.Happened.JOB;
import static carillon.event.Happened.OTHER;
import static carillon.event.Happened.failed;
import static carillon.event.Happened.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Question;
import carillon.cluster.Question.Part;
import carillon.cluster.Question.Wanted;
import carillon.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static final int SIZE = 100;

    private final AtomicLong nanos = new AtomicLong();
    private final EventLog log = new EventLog(() -> Instant.EPOCH, new RunRates(nanos::get), nanos::get, SIZE);

    @Test
    void events_are_told_in_their_order_after_a_place() {
        add(5);

        Part part = after(2);

        assertThat(part.lines()).extracting(Question.Line::number).containsExactly(3L, 4L, 5L);
        assertThat(part.lines()).extracting(Question.Line::name).containsOnly("run");
        assertThat(part.through()).isEqualTo(5);
        assertThat(part.lost()).isZero();
        assertThat(after(5).lines()).isEmpty();
    }

    @Test
    void from_now_on_tells_the_place_and_nothing_of_before() {
        add(5);

        Part part = after(Wanted.FROM_NOW);

        assertThat(part.through()).isEqualTo(5);
        assertThat(part.lines()).isEmpty();
        assertThat(part.lost()).isZero();
    }

    @Test
    void only_what_is_wanted_is_told_and_the_rest_is_not_missed() {
        log.add(succeeded(JOB));
        log.add(failed(JOB));
        log.add(failed(OTHER));
        log.add(succeeded(OTHER));

        Part ofJob = part(new Wanted(0, 10, JOB, null, null));
        Part failures = part(new Wanted(0, 10, null, RunState.failed.name(), null));
        Part ofQueue = part(new Wanted(0, 10, null, null, "elsewhere"));

        assertThat(ofJob.lines()).extracting(Question.Line::number).containsExactly(1L, 2L);
        assertThat(failures.lines()).extracting(Question.Line::number).containsExactly(2L, 3L);
        assertThat(ofQueue.lines()).isEmpty();
        assertThat(List.of(ofJob, failures, ofQueue)).extracting(Part::through).containsOnly(4L);
        assertThat(List.of(ofJob, failures, ofQueue)).extracting(Part::lost).containsOnly(0L);
    }

    @Test
    void no_more_is_told_at_once_than_was_asked_for() {
        add(5);

        Part part = part(new Wanted(0, 3, null, null, null));

        assertThat(part.lines()).hasSize(3);
        assertThat(part.through()).isEqualTo(3);
        assertThat(part.more()).isTrue();
        assertThat(after(5).more()).isFalse();
    }

    @Test
    void what_had_no_room_any_more_is_counted() {
        add(SIZE + 30);

        Part part = after(10);

        assertThat(part.lost()).isEqualTo(20);
        assertThat(part.lines())
                .hasSize(SIZE)
                .first()
                .extracting(Question.Line::number)
                .isEqualTo(31L);
        assertThat(part.through()).isEqualTo(SIZE + 30);
    }

    @Test
    void when_nobody_has_asked_for_a_while_nothing_is_kept_and_all_of_it_is_counted() {
        add(5);
        after(0);
        nanos.addAndGet(EventLog.LINGERING.toNanos() + 1);
        log.rest();
        add(7);

        Part part = after(5);
        add(2);

        assertThat(part.lost()).isEqualTo(7);
        assertThat(part.lines()).isEmpty();
        assertThat(part.through()).isEqualTo(12);
        assertThat(after(12).lines()).hasSize(2);
    }

    @Test
    void a_listener_that_comes_back_within_a_minute_misses_nothing() {
        after(0);
        add(3);
        nanos.addAndGet(EventLog.LINGERING.toNanos() - 1);
        log.rest();

        assertThat(after(0).lines()).hasSize(3);
    }

    @Test
    void a_place_that_was_never_reached_is_that_of_now() {
        add(3);

        assertThat(after(1_000).through()).isEqualTo(3);
        assertThat(after(1_000).lost()).isZero();
    }

    @Test
    void many_writers_and_a_reader_lose_nothing_that_is_not_counted() throws Exception {
        EventLog small = new EventLog(() -> Instant.EPOCH, new RunRates(nanos::get), nanos::get, 64);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        int each = 20_000;
        for (int i = 0; i < 4; i++) {
            writers.execute(() -> {
                for (int n = 0; n < each; n++) {
                    small.add(succeeded(JOB));
                }
            });
        }
        writers.shutdown();
        List<Long> seen = new ArrayList<>();
        long lost = 0;
        long place = 0;
        while (place < 4L * each) {
            Part part = small.answer(new Question.Events(List.of(new Wanted(place, 1_000, null, null, null))))
                    .parts()
                    .get(0);
            part.lines().forEach(line -> seen.add(line.number()));
            lost += part.lost();
            place = part.through();
        }

        assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(seen.size() + lost).isEqualTo(4L * each);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            log.add(succeeded(JOB));
        }
    }

    private Part after(long number) {
        return part(new Wanted(number, 1_000, null, null, null));
    }

    private Part part(Wanted wanted) {
        return log.answer(new Question.Events(List.of(wanted))).parts().get(0);
    }
}
