package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.test.KeptPlans;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it takes to decide about a key for whose place 20,000 runs wait: as much as if one did. */
class BacklogPlanTest {

    private static final String KEY = "backlog";

    private final TestStore store = TestStore.empty();
    private UUID job;
    private KeptPlans relaxed;
    private Database database;

    @BeforeEach
    void fill() throws SQLException {
        Instant now = store.now();
        RunDays.around(store);
        job = store.job(
                aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                        .concurrency(1, "queue", KEY)
                        .build(),
                now,
                null);
        relaxed = new KeptPlans(store.source(), DataSources.RELAXED_OPTIONS);
        database = new Database(relaxed, relaxed);
    }

    @AfterEach
    void close() throws SQLException {
        relaxed.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_claim_and_a_release_read_the_first_that_waits(boolean analyzed) throws SQLException {
        UUID member = store.member();
        waiting(20_000);
        if (analyzed) {
            store.execute("analyze");
        }
        UUID first = (UUID) store.value("select id from run order by id limit 1");
        new PlaceRepository(database).release(List.of(KEY));
        String release = relaxed.told();

        new KeyedClaimRepository(database).claim(member, List.of(first));

        String claim = relaxed.told();
        assertThat(store.value("select state::text from run where id = ?", first))
                .isEqualTo("active");
        assertThat(KeptPlans.mostRows(release)).as(release).isLessThan(100);
        assertThat(KeptPlans.mostRows(claim)).as(claim).isLessThan(100);
    }

    /** Blocked runs of one key, as a backfill leaves them. */
    private void waiting(int runs) {
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue,
                                 concurrency_key, blocked)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 60000 + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(), 1,
                       'scheduled', 0, 'default', 'default', ?, true
                  from generate_series(1, ?) i""",
                job,
                KEY,
                runs);
    }
}
