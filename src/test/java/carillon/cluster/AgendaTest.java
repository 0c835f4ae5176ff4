package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private final Agenda agenda = new Agenda();
    private final List<Set<Work>> news = new ArrayList<>();

    @Test
    void before_the_first_pulse_there_may_be_everything() {
        assertThat(Work.values()).allMatch(agenda::has);
    }

    @Test
    void there_is_what_the_newest_pulse_has_seen() {
        agenda.told(Set.of(Work.RUNS), System.nanoTime());
        assertThat(agenda.has(Work.RUNS)).isTrue();
        assertThat(agenda.has(Work.FIRE)).isFalse();

        agenda.told(Set.of(Work.FIRE), System.nanoTime());

        assertThat(agenda.has(Work.RUNS)).isFalse();
        assertThat(agenda.has(Work.FIRE)).isTrue();
    }

    @Test
    void a_pulse_that_did_not_look_says_nothing() {
        agenda.told(Set.of(), System.nanoTime());

        agenda.told(null, System.nanoTime());

        assertThat(Work.values()).allMatch(agenda::has);
    }

    @Test
    void what_was_seen_long_ago_says_nothing() {
        agenda.told(Set.of(), System.nanoTime());
        assertThat(agenda.has(Work.RUNS)).isFalse();

        await().until(() -> agenda.has(Work.RUNS));
    }

    @Test
    void what_is_expected_is_there_until_a_pulse_that_was_sent_later_has_not_seen_it() {
        long before = System.nanoTime();
        agenda.told(Set.of(), before);

        agenda.expect(Work.RUNS);
        assertThat(agenda.has(Work.RUNS)).isTrue();
        agenda.told(Set.of(), before);
        assertThat(agenda.has(Work.RUNS)).as("the answer is older").isTrue();
        agenda.told(Set.of(), System.nanoTime());

        assertThat(agenda.has(Work.RUNS)).isFalse();
    }

    @Test
    void work_is_news_when_it_was_not_there_before() {
        agenda.told(Set.of(Work.RUNS), System.nanoTime());
        agenda.tellNews(news::add);

        agenda.told(Set.of(Work.RUNS, Work.FIRE), System.nanoTime());
        agenda.told(Set.of(Work.RUNS, Work.FIRE), System.nanoTime());
        agenda.told(Set.of(Work.RUNS), System.nanoTime());
        agenda.told(Set.of(Work.RUNS, Work.FIRE), System.nanoTime());

        assertThat(news).containsExactly(Set.of(Work.FIRE), Set.of(Work.FIRE));
    }

    @Test
    void a_pulse_that_took_long_keeps_the_next_from_looking() {
        agenda.told(Set.of(), System.nanoTime());
        assertThat(agenda.wanted()).isTrue();

        agenda.told(Set.of(), System.nanoTime() - Duration.ofMillis(300).toNanos());

        assertThat(agenda.wanted()).isFalse();
    }
}
