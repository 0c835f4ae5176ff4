package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.JobSpec;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.test.KeptPlans;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which commits of a run's life wait for the disk, by a trigger that looks at the setting at the last moment. */
class DurableOutcomeTest {

    private final TestStore store = TestStore.empty();
    private final UUID member = store.member();
    private final FireRepository firing = new FireRepository(store.database());
    private KeptPlans relaxed;
    private Database database;

    @BeforeEach
    void watchCommits() throws SQLException {
        RunDays.around(store);
        store.execute("create table commit_of (state text, waits text)");
        store.execute(
                """
                create function tell_commit() returns trigger language plpgsql as
                $$ begin
                     insert into commit_of values (new.state, current_setting('synchronous_commit'));
                     return null;
                   end $$""");
        store.execute("create constraint trigger told after update on run deferrable initially deferred"
                + " for each row execute function tell_commit()");
        relaxed = new KeptPlans(store.source(), DataSources.RELAXED_OPTIONS);
        database = new Database(store.pool(), relaxed);
    }

    @AfterEach
    void leave() throws SQLException {
        relaxed.close();
        store.execute("drop trigger told on run");
        store.execute("drop function tell_commit");
        store.execute("drop table commit_of");
    }

    @Test
    void a_claim_does_not_wait_for_the_disk_and_an_outcome_does() {
        ClaimRepository claims = new ClaimRepository(database);
        FinishRepository finishes = new FinishRepository(database);
        List<UUID> runs = due(2);

        for (UUID run : runs) {
            ClaimedRun claimed = claims.claim(member, List.of(run)).get(0);
            finishes.finish(
                    member,
                    List.of(new Finish(
                            claimed, RunState.succeeded, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, null)));
        }

        assertThat(store.column("select state || ' ' || waits from commit_of"))
                .containsExactly("active off", "succeeded on", "active off", "succeeded on");
    }

    private List<UUID> due(int count) {
        JobSpec spec = aJob().build();
        UUID job = store.job(spec, store.now(), null);
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> NewRun.scheduled(job, spec, store.now().minusSeconds(i)))
                .flatMap(run -> firing.insert("default", List.of(new FireRepository.Queued(run, "default"))).stream())
                .map(RunEvent::run)
                .toList();
    }
}
