package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.JobSpec;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Lane;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each hot query stays on its index with 60,000 final runs and 5,000 open ones in the table: the statements are the
 * repositories' own, explained as they are sent.
 */
class QueryPlanTest {

    private static final TestStore STORE = TestStore.empty();
    private static final ExplainingSource SOURCE = new ExplainingSource(STORE.source());
    private static final Database DATABASE = new Database(SOURCE, SOURCE);

    /** The runs are of two hours ago, which may be another day. */
    private static final Duration AGO = Duration.ofHours(2);

    /** Reading the day that holds the rows from end to end; the empty days are cheapest read that way. */
    private static final String SCAN = "Seq Scan on run_"
            + LocalDate.ofInstant(Instant.now().minus(AGO), ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);

    private static UUID member;
    private static UUID job;
    private static List<UUID> open;

    @BeforeAll
    static void fill() {
        Instant now = STORE.now();
        RunDays.around(STORE);
        member = STORE.member();
        JobSpec spec = JobSpecs.aJob().build();
        job = STORE.job(spec, now.minusSeconds(10), null);
        STORE.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, one_shot, next_fire_at, created_at,
                                 updated_at, version)
                select gen_random_uuid(), 'default', 'other-' || i, 'default', 5, 'active', spec, false,
                       now() + i * interval '1 minute', now(), now(), 1
                  from job, generate_series(1, 20000) i""");
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, dead)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - ? + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(),
                       case when i <= 60000 then now() end, 1,
                       case when i <= 60000 then 'succeeded' else 'scheduled' end::run_state, i % 10, 'default',
                       'default', i % 1000 = 0 and i <= 60000
                  from generate_series(1, 65000) i""",
                AGO.toMillis(), job);
        STORE.execute("analyze");
        open = STORE.column("select id from run where finished_at is null limit 20").stream()
                .map(UUID.class::cast)
                .sorted(Ids.BY_TIME)
                .toList();
    }

    @Test
    void a_claim_goes_by_the_primary_key() {
        assertThat(plan(() -> new ClaimRepository(DATABASE).claim(member, open)))
                .contains("_pkey")
                .doesNotContain(SCAN);
    }

    @Test
    void a_claim_of_runs_that_may_not_overlap_goes_by_the_primary_key_and_the_key() {
        STORE.execute("update run set concurrency_key = id::text where id = any(?::uuid[])", array(open));

        assertThat(plan(() -> new LoneClaimRepository(DATABASE).claim(member, open)))
                .contains("_pkey", "_case_idx")
                .doesNotContain(SCAN);
        assertThat(plan(() -> new KeyedClaimRepository(DATABASE).claim(member, open)))
                .contains("_pkey", "_case_idx")
                .doesNotContain(SCAN);
    }

    @Test
    void a_finish_goes_by_the_primary_key() {
        List<Finish> batch = open.stream().map(QueryPlanTest::finish).toList();

        assertThat(plan(() -> new FinishRepository(DATABASE).finish(member, batch)))
                .contains("_pkey")
                .doesNotContain(SCAN);
    }

    @Test
    void attempts_that_do_not_count_any_more_are_found_by_the_primary_key() {
        List<ClaimedRun> held =
                open.stream().map(QueryPlanTest::finish).map(Finish::run).toList();

        assertThat(plan(() -> new FinishRepository(DATABASE).lost(member, held)))
                .contains("_pkey")
                .doesNotContain(SCAN);
    }

    @Test
    void a_cancel_and_a_retry_by_request_go_by_the_primary_key() {
        RunControlRepository repository = new RunControlRepository(DATABASE);

        assertThat(plan(() -> repository.cancel("default", open.subList(0, 1), "why", "ada")))
                .contains("_pkey")
                .doesNotContain(SCAN);
        assertThat(plan(() -> repository.reopen("default", open, null)))
                .contains("_pkey")
                .doesNotContain(SCAN);
    }

    @Test
    void what_decides_about_a_run_is_read_by_the_primary_key_and_the_key() {
        assertThat(plan(() -> new RunSituationRepository(DATABASE).find("default", open.get(1))))
                .contains("_pkey", "_case_idx")
                .doesNotContain(SCAN);
    }

    @Test
    void runs_of_an_action_are_read_from_the_indexes_of_dead_letters_and_of_open_runs() {
        RunActionRepository repository = new RunActionRepository(DATABASE);
        RunActionFilter dead = new RunActionFilter(null, RunState.failed, null, null, null, null, null, null, null);
        RunActionFilter all = new RunActionFilter(null, null, "default", null, null, null, null, null, null);

        assertThat(plan(() -> repository.next(action(RunActionKind.retry, dead), 500)))
                .contains("_id_idx")
                .doesNotContain(SCAN);
        assertThat(plan(() -> repository.next(action(RunActionKind.cancel, all), 500)))
                .contains("queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(SCAN);
    }

    private static RunActionRepository.Open action(RunActionKind kind, RunActionFilter filter) {
        return new RunActionRepository.Open(
                UUID.randomUUID(), "default", kind, filter, null, "ada", null, open.get(0), STORE.now());
    }

    @Test
    void the_best_that_wait_are_read_from_the_index_of_open_runs_without_a_sort_of_all() {
        assertThat(plan(() -> new WaitingRepository(DATABASE).due(List.of(new Lane("default", "default")), 100)))
                .contains("queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(SCAN);
    }

    @Test
    void what_comes_due_is_read_from_the_index_of_open_runs() {
        assertThat(plan(() -> new WaitingRepository(DATABASE).coming(Duration.ofSeconds(2), 1_000)))
                .contains("queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(SCAN);
    }

    @Test
    void runs_for_one_member_are_found_by_its_name_and_their_number_slows_down_nobody() {
        STORE.execute(
                "update run set target = 'away' where finished_at is null and not id = any(?::uuid[])", array(open));
        TargetedRepository targeted = new TargetedRepository(DATABASE);

        assertThat(plan(targeted::awaited)).contains("_case_due_at_idx").doesNotContain(SCAN);
        assertThat(plan(() -> targeted.due(List.of("one"), 100)))
                .contains("queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(SCAN);
        assertThat(plan(() -> targeted.coming(List.of("one"), Duration.ofSeconds(2), 100)))
                .contains("_case_due_at_idx")
                .doesNotContain(SCAN);
        assertThat(plan(targeted::expire)).contains("_case_due_at_idx").doesNotContain(SCAN);
        assertThat(plan(() -> new WaitingRepository(DATABASE).due(List.of(new Lane("default", "default")), 100)))
                .contains("queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(SCAN)
                .doesNotContainPattern("Rows Removed by Filter: [0-9]{3}");
    }

    @Test
    void cursors_are_read_by_what_is_due_and_not_by_what_exists() {
        assertThat(plan(() -> new FireRepository(DATABASE).cursors(STORE.now().plusSeconds(5), 100)))
                .contains("job_due")
                .doesNotContain("Seq Scan on job");
    }

    @Test
    void rescue_reads_only_open_runs() {
        assertThat(plan(() -> new RescueRepository(DATABASE).rescue(List.of(UUID.randomUUID()))))
                .contains("queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(SCAN);
    }

    @Test
    void pauses_that_end_are_read_from_their_index() {
        assertThat(plan(() -> new RescueRepository(DATABASE).toResume()))
                .contains("job_paused_until")
                .doesNotContain("Seq Scan on job");
    }

    @Test
    void cursors_that_a_crash_left_unset_are_read_from_their_index() {
        assertThat(plan(() -> new RescueRepository(DATABASE).followUp()))
                .contains("job_following")
                .doesNotContain("Seq Scan on job");
    }

    @Test
    void targets_that_are_silent_are_found_by_their_index() {
        assertThat(plan(() -> new CallbackRepository(DATABASE).overdue(Duration.ofHours(1))))
                .contains("callback_until_idx")
                .doesNotContain(SCAN);
    }

    @Test
    void progress_is_written_by_the_primary_key() {
        List<RunProgress> progress =
                open.stream().map(run -> new RunProgress(run, 1, 0.5, "half")).toList();

        assertThat(plan(() -> new ProgressRepository(DATABASE).write(progress)))
                .contains("_pkey")
                .doesNotContain(SCAN);
    }

    @Test
    void prune_goes_through_the_jobs_in_steps_along_indexes() {
        assertThat(plan(() -> new PruneRepository(DATABASE).deleteRunsKeptLess(Duration.ofDays(8))))
                .contains("job_pkey", "job_id_id_idx")
                .doesNotContain(SCAN);
        assertThat(plan(() -> new PruneRepository(DATABASE).deleteSpentJobs()))
                .contains("job_spent", "job_deleted")
                .doesNotContain(SCAN);
    }

    @Test
    void one_run_is_found_by_its_primary_key() {
        assertThat(plan(() -> new RunRepository(DATABASE).find("default", open.get(0))))
                .contains("_pkey")
                .doesNotContain(SCAN);
    }

    @Test
    void lists_of_runs_read_a_page_and_not_the_table() {
        Stream.of(
                        filter(null, null),
                        filter(job, null),
                        filter(null, RunState.failed),
                        filter(null, RunState.scheduled))
                .forEach(filter -> assertThat(plan(() -> new RunRepository(DATABASE).list(filter)))
                        .as("%s", filter)
                        .doesNotContain(SCAN));
    }

    @Test
    void the_last_runs_of_jobs_are_one_step_down_an_index_each() {
        assertThat(plan(() -> new RunRepository(DATABASE).lastRuns(List.of(job))))
                .contains("job_id_id_idx")
                .doesNotContain(SCAN);
    }

    private static RunFilter filter(UUID ofJob, RunState state) {
        return new RunFilter("default", ofJob, state, null, null, null, null, null, null, null, null, 50);
    }

    private static Finish finish(UUID id) {
        ClaimedRun run = new ClaimedRun(
                id, job, "job", "default", "default", 1, 0, null, null, null, null, null, null, null, null, null, false,
                null);
        return new Finish(run, RunState.succeeded, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, null);
    }

    private static String array(List<UUID> ids) {
        return ids.toString().replace('[', '{').replace(']', '}');
    }

    private static String plan(Runnable statement) {
        return SOURCE.explain(statement);
    }
}
