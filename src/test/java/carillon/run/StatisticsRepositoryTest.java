package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.TestStore;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tables are analyzed, on the real database. */
class StatisticsRepositoryTest {

    private final TestStore store = TestStore.empty();
    private final StatisticsRepository statistics = new StatisticsRepository(store.database());
    private UUID model;

    @BeforeEach
    void oneJob() {
        store.execute("alter table job set (autovacuum_enabled = off)");
        statistics.analyzeGrown();
        model = store.job(aJob().build(), store.now(), null);
    }

    @AfterEach
    void postgresqlLooksAgain() {
        store.execute("alter table job reset (autovacuum_enabled)");
    }

    @Test
    void a_table_that_has_grown_fourfold_is_analyzed_once() {
        jobs(5_000);

        assertThat(statistics.analyzeGrown()).containsExactly("job");

        assertThat((float) store.value("select reltuples from pg_class where oid = 'job'::regclass"))
                .isEqualTo(5_001f);
        assertThat(statistics.analyzeGrown()).isEmpty();
    }

    @Test
    void a_table_that_has_grown_less_is_left_to_postgresql() {
        jobs(5_000);
        statistics.analyzeGrown();

        jobs(5_000);

        assertThat(statistics.analyzeGrown()).isEmpty();
    }

    @Test
    void a_few_rows_are_not_worth_it() {
        jobs(100);

        assertThat(statistics.analyzeGrown()).isEmpty();
    }

    private void jobs(int count) {
        store.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, one_shot, created_at, updated_at, version)
                select gen_random_uuid(), 'default', gen_random_uuid()::text, 'default', 5, 'active', spec, true,
                       created_at, updated_at, 1
                  from job, generate_series(1, ?) i
                 where id = ?""",
                count,
                model);
    }
}
