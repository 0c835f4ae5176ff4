package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.JobSpec;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PruneRepositoryTest {

    private final TestStore store = TestStore.empty();
    private final PruneRepository repository = new PruneRepository(store.database());
    private final FireRepository firing = new FireRepository(store.database());
    private Instant now;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void the_longest_retention_is_that_of_the_job_that_keeps_longest_and_a_day_at_least() {
        assertThat(repository.longestRetention()).isEqualTo(Duration.ofDays(1));
        job("short", Duration.ofMinutes(5));
        assertThat(repository.longestRetention()).isEqualTo(Duration.ofDays(1));
        job("long", Duration.ofDays(30));

        assertThat(repository.longestRetention()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void final_runs_past_their_jobs_retention_go_and_the_others_stay() {
        UUID shortly = job("short", Duration.ofMinutes(5));
        UUID usual = job("usual", Duration.ofDays(7));
        UUID over = run(shortly, 1, "10 minutes");
        UUID fresh = run(shortly, 2, "1 minute");
        UUID open = run(shortly, 3, null);
        UUID others = run(usual, 4, "10 minutes");

        assertThat(repository.deleteRunsKeptLess(Duration.ofDays(7))).isEqualTo(1);

        assertThat(store.column("select id from run"))
                .containsExactlyInAnyOrder(fresh, open, others)
                .doesNotContain(over);
    }

    @Test
    void the_logs_of_deleted_runs_go_with_them() {
        UUID over = run(job("short", Duration.ofMinutes(5)), 1, "10 minutes");
        UUID kept = run(job("usual", Duration.ofDays(7)), 2, "10 minutes");
        store.execute("insert into run_log select id, 0, 5, 1, 1, 'line\n' from run");

        repository.deleteRunsKeptLess(Duration.ofDays(7));

        assertThat(store.column("select run_id from run_log"))
                .containsExactly(kept)
                .doesNotContain(over);
    }

    @Test
    void a_run_that_begins_again_while_it_is_looked_at_stays() throws Exception {
        UUID run = run(job("short", Duration.ofMinutes(5)), 1, "10 minutes");
        CompletableFuture<Integer> pruned;
        try (OneTransaction request = new OneTransaction(store)) {
            request.execute("update run set state = 'retrying', finished_at = null where id = ?", run);
            pruned = CompletableFuture.supplyAsync(() -> repository.deleteRunsKeptLess(Duration.ofDays(7)));
            assertThatThrownBy(() -> pruned.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            request.commit();
        }

        assertThat(pruned.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(store.column("select id from run")).containsExactly(run);
    }

    @Test
    void a_job_with_more_than_goes_at_once_is_freed_of_all_of_it() {
        UUID many = job("many", Duration.ofMinutes(5));
        UUID one = run(many, 1, "10 minutes");
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue)
                select overlay(?::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, job_id, scheduled_at, due_at,
                       fired_at, finished_at, epoch, state, priority, tenant, queue
                  from run, generate_series(1, 2500) n
                 where id = ?""",
                one.toString(),
                one);

        assertThat(repository.deleteRunsKeptLess(Duration.ofDays(7))).isGreaterThanOrEqualTo(2_500);
        assertThat(store.column("select id from run")).isEmpty();
    }

    @Test
    void jobs_that_will_never_fire_again_go_when_nothing_is_kept_of_them() {
        UUID spent = job("spent", Duration.ofDays(7));
        UUID kept = job("kept", Duration.ofDays(7));
        UUID fresh = job("fresh", Duration.ofDays(7));
        UUID coming = job("coming", Duration.ofDays(7));
        UUID deleted = job("deleted", Duration.ofDays(7));
        UUID excluded = job("excluded", Duration.ofDays(7));
        run(kept, 1, "1 minute");
        store.execute("update job set fired = 1 where id <> ?", excluded);
        store.execute("update job set updated_at = now() - interval '2 hours' where id <> ?", fresh);
        store.execute("update job set next_fire_at = now() + interval '1 day' where id = ?", coming);
        store.execute("update job set one_shot = false, deleted_at = now() where id = ?", deleted);

        assertThat(repository.deleteSpentJobs()).isEqualTo(2);

        assertThat(store.column("select id from job"))
                .containsExactlyInAnyOrder(kept, fresh, coming, excluded)
                .doesNotContain(spent, deleted);
    }

    private UUID job(String name, Duration retention) {
        return store.job(aJob().named(name).retention(retention).build(), now, null);
    }

    private UUID run(UUID job, int millis, String finishedAgo) {
        JobSpec spec = aJob().build();
        NewRun run = NewRun.scheduled(job, spec, now.minus(Duration.ofHours(1)).plusMillis(millis));
        firing.insert("default", List.of(new FireRepository.Queued(run, "default")));
        if (finishedAgo != null) {
            store.execute(
                    "update run set state = 'succeeded', finished_at = clock_timestamp() - ?::interval where id = ?",
                    finishedAgo,
                    run.id());
        }
        return run.id();
    }
}
