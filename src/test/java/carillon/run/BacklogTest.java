package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.JobSpec;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests are refused while too much waits, and only then. */
class BacklogTest {

    private final TestStore store = TestStore.empty();
    private final LimitRepository limits = new LimitRepository(store.database());
    private final Slow repository = new Slow();
    private final Backlog backlog = new Backlog(repository, TestClaims.rooms(store.database()));
    private Instant now;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void a_queue_with_as_many_due_runs_as_it_may_have_takes_no_more_and_others_do() {
        limits.set("default", new QueueLimits(null, null, null, 3));
        due(3);

        assertThatThrownBy(() -> grow("default", 1))
                .isInstanceOf(BacklogFullException.class)
                .hasMessageContaining("default")
                .hasMessageContaining("3")
                .hasMessageContaining("maxBacklog");
        assertThatCode(() -> grow("other", 1)).doesNotThrowAnyException();
    }

    @Test
    void what_was_accepted_since_the_count_is_added_to_it() {
        limits.set("default", new QueueLimits(null, null, null, 3));
        due(1);
        grow("default", 1);
        grow("default", 1);

        assertThatThrownBy(() -> grow("default", 1)).isInstanceOf(BacklogFullException.class);
        assertThat(repository.counts).as("counted once").isEqualTo(1);
    }

    @Test
    void runs_that_are_not_yet_due_or_final_are_no_backlog() {
        limits.set("default", new QueueLimits(null, null, null, 2));
        due(4);
        store.execute("update run set due_at = now() + interval '1 hour'");
        store.execute("update run set finished_at = now(), due_at = now(), state = 'succeeded' where id in"
                + " (select id from run limit 2)");

        assertThatCode(() -> grow("default", 1)).doesNotThrowAnyException();
    }

    @Test
    void runs_that_a_member_performs_are_no_backlog() {
        limits.set("default", new QueueLimits(null, null, null, 3));
        due(5);
        store.execute(
                "update run set state = 'active', attempt = 1, member = ? where id in"
                        + " (select id from run limit 3)",
                store.member());

        assertThatCode(() -> grow("default", 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> grow("default", 1)).isInstanceOf(BacklogFullException.class);
    }

    @Test
    void while_the_database_is_behind_nothing_is_taken() {
        repository.answers = Duration.ofMillis(2_050);

        assertThatThrownBy(() -> grow("default", 1))
                .isInstanceOf(DatabaseBusyException.class)
                .hasMessageContaining("Try again");
    }

    private void grow(String queue, int runs) {
        backlog.admit(new BacklogGrows(Set.of(queue), runs));
    }

    private void due(int count) {
        JobSpec spec = aJob().build();
        UUID job = store.job(spec, now, null);
        List<FireRepository.Queued> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(new FireRepository.Queued(NewRun.scheduled(job, spec, now.minusSeconds(60 - i)), "default"));
        }
        new FireRepository(store.database()).insert("default", runs);
    }

    /** The real one, behind a database that may take its time. */
    private final class Slow extends BacklogRepository {

        private Duration answers = Duration.ZERO;
        private int counts;

        Slow() {
            super(store.database());
        }

        @Override
        void ask() {
            store.value("select pg_sleep(?)", answers.toMillis() / 1000.0);
        }

        @Override
        long count(String queue, int most) {
            counts++;
            return super.count(queue, most);
        }
    }
}
