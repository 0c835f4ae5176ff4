package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.BlackoutRepository;
import carillon.job.CalendarRepository;
import carillon.job.Calendars;
import carillon.job.IntervalSchedule;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.test.ExplainingSource;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the ledger, firings and batches read, with 20,000 jobs, 20,000 versions, 5,000 batches and 60,000 runs in the tables:
 * the generic plans of the repositories' own statements, which hold whatever the values are.
 */
class LedgerPlanTest {

    private static final TestStore STORE = TestStore.empty();
    private static final ExplainingSource DURABLE = ExplainingSource.generic(STORE.source(), "");
    private static final ExplainingSource RELAXED =
            ExplainingSource.generic(STORE.source(), DataSources.RELAXED_OPTIONS);
    private static final Database DATABASE = new Database(DURABLE, RELAXED);
    private static final BatchRepository BATCHES = new BatchRepository(DATABASE);

    private static Instant now;
    private static UUID job;
    private static UUID batch;

    @BeforeAll
    static void fill() {
        now = STORE.now();
        RunDays.around(STORE);
        job = STORE.job(
                JobSpecs.aJob()
                        .schedule(new IntervalSchedule(Duration.ofHours(1), null))
                        .build(),
                now.minusSeconds(7_200),
                now.plusSeconds(1_800));
        STORE.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, one_shot, next_fire_at, created_at,
                                 updated_at, version)
                select gen_random_uuid(), 'default', 'other-' || i, 'default', 5, 'active', spec, false,
                       now() + interval '1 hour', now(), now(), 2
                  from job, generate_series(1, 20000) i""");
        STORE.execute(
                """
                insert into job_version (job_id, version, fires, counts_after, counts_until, counts_fired, spec, ended_at,
                                         ended_as, ended_by)
                select id, 1, true, now(), now(), 0, spec, now(), 'edited', 'x' from job where id <> ?""",
                job);
        STORE.execute(
                """
                insert into batch (id, tenant, job_id, kind, from_at, created_at)
                select gen_random_uuid(), 'default', (array(select id from job limit 500))[1 + i % 500],
                       case when i % 2 = 0 then 'catch-up' else 'backfill' end, now(), now() - i * interval '1 minute'
                  from generate_series(1, 5000) i""");
        batch = (UUID) STORE.value("select id from batch order by created_at desc limit 1");
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, batch)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 60000 + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid,
                       j.ids[1 + i % 5000], now(), now(), now(), case when i <= 59000 then now() end, 1,
                       case when i <= 59000 then 'succeeded' else 'scheduled' end::run_state, i % 10, 'default',
                       'default', case when i % 3 = 0 then b.ids[1 + i % 5000] end
                  from generate_series(1, 60000) i, (select array(select id from job) as ids) j,
                       (select array(select id from batch) as ids) b""");
        STORE.execute("analyze");
    }

    @AfterAll
    static void empty() {
        TestStore.empty();
        STORE.execute("analyze");
    }

    @Test
    void the_ledger_of_a_job_reads_that_job_and_its_runs_in_the_days_of_the_range() {
        LedgerRange range = new LedgerRange("default", job, now.minusSeconds(1), now.plusSeconds(1));

        String plan = RELAXED.explain(() -> new Ledger(new LedgerRepository(DATABASE)).entries(range, null, 100));

        assertThat(plan)
                .contains("job_pkey", "Index Cond: ((id > $2) AND (id <= $3))", "job_version_pkey")
                .contains("_job_id_id_idx");
        assertInDays(plan);
    }

    @Test
    void the_proof_of_all_jobs_goes_along_the_primary_key_and_reads_the_days_of_the_range() {
        LedgerRange range = new LedgerRange("default", null, now.minusSeconds(1), now.plusSeconds(1));

        String plan = RELAXED.explain(() -> new Ledger(new LedgerRepository(DATABASE)).verify(range, null));

        assertThat(plan).contains("job_pkey", "job_version_pkey", "_job_id_id_idx");
        assertInDays(plan);
    }

    @Test
    void firings_read_blackouts_that_are_not_over_and_calendars_by_name() {
        STORE.execute(
                """
                insert into blackout (name, from_at, until_at, policy, created_at, updated_at)
                select 'past-' || i, now() - interval '2 days', now() - interval '1 day', 'hold', now(), now()
                  from generate_series(1, 5000) i""");
        STORE.execute(
                """
                insert into calendar (tenant, name, definition, version, created_at, updated_at)
                select 'default', 'calendar-' || i, '{"dates": ["2026-01-01"]}', 1, now(), now()
                  from generate_series(1, 5000) i""");
        STORE.execute("analyze blackout, calendar");

        assertThat(DURABLE.explain(() -> new BlackoutRepository(DATABASE).endingAfter(now)))
                .contains("blackout_until")
                .doesNotContain("Seq Scan");
        assertThat(DURABLE.explain(() -> new Calendars(new CalendarRepository(DATABASE))
                        .together("default", List.of("calendar-7", "calendar-8"))))
                .contains("calendar_pkey")
                .doesNotContain("Seq Scan");
    }

    @Test
    void a_page_of_batches_is_read_from_an_index_in_its_order() {
        assertThat(list(null, null, null)).contains("batch_created");
        assertThat(list(null, "backfill", null)).contains("batch_created");
        assertThat(list(job, null, null)).containsAnyOf("batch_job", "batch_created");
        assertThat(list(null, null, new BatchPosition(now, batch))).contains("batch_created");
    }

    @Test
    void open_batches_are_found_by_what_is_open_and_ended_ones_by_what_is_not() {
        String open = plan(new BatchFilter("default", null, null, BatchState.open, null, 50));
        String ended = plan(new BatchFilter("default", null, null, BatchState.ended, null, 50));

        assertThat(open).contains("_batch_idx").doesNotContain(scan());
        assertThat(ended).contains("_batch_idx", "batch_created").doesNotContain(scan());
    }

    @Test
    void one_batch_is_found_and_cancelled_by_its_runs() {
        assertThat(DURABLE.explain(() -> BATCHES.find("default", batch)))
                .contains("batch_pkey", "_batch_id_idx")
                .doesNotContain(scan());
        assertThat(DURABLE.explain(() -> BATCHES.cancel("default", batch, "x")))
                .contains("batch_pkey", "_batch_idx")
                .doesNotContain(scan());
    }

    @Test
    void what_a_backfill_asks_for_is_found_by_the_primary_key_in_its_days() {
        List<UUID> ids = List.of(Ids.ofRun(job, now, 0), Ids.ofRun(job, now.minusMillis(5), 0));

        String plan = DURABLE.explain(() -> new BackfillRepository(DATABASE).existing(ids));

        assertThat(plan).contains("_pkey");
        assertInDays(plan);
    }

    @Test
    void the_end_of_the_last_run_of_a_job_is_read_from_the_end_of_its_runs() {
        String plan = DURABLE.explain(() -> new TurnRepository(DATABASE).lastEnd(job));

        assertThat(plan).contains("Limit", "_job_id_id_idx").doesNotContain(scan(), "Sort Key: run.id", "Bitmap");
    }

    private static String list(UUID ofJob, String kind, BatchPosition after) {
        String plan = plan(new BatchFilter("default", ofJob, kind, null, after, 50));
        assertThat(plan).contains("_batch_id_idx").doesNotContain(scan(), "Seq Scan on batch");
        return plan;
    }

    private static String plan(BatchFilter filter) {
        return DURABLE.explain(() -> BATCHES.list(filter));
    }

    /** Other days than those around now are left out before anything of them is read. */
    private static void assertInDays(String plan) {
        assertThat(plan).contains("run_" + day(0)).doesNotContain("Seq Scan on run", "Seq Scan on job");
        assertThat(plan).doesNotContain("run_" + day(2), "run_" + day(3)).contains("Subplans Removed");
    }

    /** Reading the day that holds the rows from end to end; the empty days are cheapest read that way. */
    private static String scan() {
        return "Seq Scan on run_" + day(0);
    }

    private static String day(int ahead) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(ahead).format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
