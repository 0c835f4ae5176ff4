package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.test.ExplainingSource;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the ledger reads when few jobs have all the runs, 40,000 of one day: statistics then say that a job's runs are
 * everywhere, and a range of everybody's, read for each job anew, looks cheap.
 */
class FewJobsPlanTest {

    private static final TestStore STORE = TestStore.empty();
    private static final ExplainingSource RELAXED =
            ExplainingSource.generic(STORE.source(), DataSources.RELAXED_OPTIONS);

    private static Instant now;

    @BeforeAll
    static void fill() {
        now = STORE.now();
        RunDays.around(STORE);
        for (int i = 0; i < 10; i++) {
            STORE.job(
                    JobSpecs.aJob()
                            .named("job-" + i)
                            .schedule(new IntervalSchedule(Duration.ofHours(1), null))
                            .build(),
                    now.minusSeconds(7_200),
                    now.plusSeconds(1_800));
        }
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant, queue)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 40000 + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid,
                       j.ids[1 + i % 10], now(), now(), now(), now(), 1, 'succeeded', 5, 'default', 'default'
                  from generate_series(1, 40000) i, (select array(select id from job) as ids) j""");
        STORE.execute("analyze");
    }

    @AfterAll
    static void empty() {
        TestStore.empty();
        STORE.execute("analyze");
    }

    @Test
    void a_proof_reads_the_runs_of_each_job_and_nobody_elses() {
        Ledger ledger = new Ledger(new LedgerRepository(new Database(RELAXED, RELAXED)));
        LedgerRange range = new LedgerRange("default", (UUID) null, now.minusSeconds(1), now.plusSeconds(1));

        String plan = RELAXED.explain(() -> ledger.verify(range, null));

        assertThat(plan).contains("_job_id_id_idx", "Subplans Removed");
        assertThat(plan.lines()).noneMatch(line -> line.contains(" on run_") && !line.contains("_job_id_id_idx"));
    }
}
