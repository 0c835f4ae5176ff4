package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.FailureKind;
import carillon.handler.Outcome;
import carillon.job.JobSpec;
import carillon.job.ManualSchedule;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.job.RetryPolicy;
import carillon.platform.Database;
import carillon.platform.Page;
import carillon.test.ExplainingSource;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that failed for good: put together, found, tried again, and taken away, on the real database. */
class DeadLettersTest {

    private static final String TENANT = "default";
    private static final FailureKind BUSY = FailureKind.of("503", "5xx");
    private static final FailureKind GONE = FailureKind.of("410", "4xx");

    private final TestStore store = TestStore.empty();
    private final ExplainingSource explaining = new ExplainingSource(store.source());
    private final FireRepository firing = new FireRepository(store.database());
    private final Runs runs = runs(store.database());
    private final Places places = new Places(new PlaceRepository(store.database()), new Told<>());
    private final Claims claims = new Claims(
            TestClaims.kinds(store.database()),
            new QueueNames(new QueueNameRepository(store.database())),
            places,
            new RunEvents(new Told<>()),
            new Told<>());
    private final Outcomes outcomes = new Outcomes(
            new FinishRepository(store.database()),
            new HandBackRepository(store.database()),
            new CallbackRepository(store.database()),
            places,
            new RunEvents(new Told<>()),
            new Told<>());
    private final RunControl control = new RunControl(
            new RunControlRepository(store.database()),
            new RunRepository(store.database()),
            new RunPartitions(new RunPartitionRepository(store.database()), null),
            new RunEvents(new Told<>()),
            new Told<>());
    private final RunActions actions = new RunActions(new RunActionRepository(store.database()), control, new Told<>());
    private final UUID member = store.member();
    private Instant now;
    private int instants;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void dead_letters_of_one_trouble_are_one_group() {
        UUID first = job("first", 1);
        UUID second = job("second", 1);
        failed(first, "order 17 answered 503", BUSY);
        failed(first, "order 18 answered 503", BUSY);
        failed(second, "order 19 answered 503", BUSY);
        UUID gone = failed(second, "order 20 answered 410", GONE);

        FailureGroups groups = runs.failures(filter(null, null, 50));

        assertThat(groups.looked()).isEqualTo(4);
        assertThat(groups.complete()).isTrue();
        assertThat(groups.next()).isNull();
        assertThat(groups.items()).extracting(FailureGroup::count).containsExactly(1L, 3L);
        FailureGroup last = groups.items().get(0);
        assertThat(last.newest()).isEqualTo(gone);
        assertThat(last.error()).isEqualTo("order 20 answered 410");
        assertThat(last.handler()).isEqualTo("bean");
        FailureGroup three = groups.items().get(1);
        assertThat(three.jobCount()).isEqualTo(2);
        assertThat(three.jobs()).extracting(FailureGroup.NamedJob::name).containsExactly("first", "second");
        assertThat(three.firstAt()).isBeforeOrEqualTo(three.lastAt());
        assertThat(runs.list(filter(three.fingerprint(), null, 50)).items()).hasSize(3);
        assertThat(runs.list(filter(last.fingerprint(), null, 50)).items())
                .extracting(RunView::id)
                .containsExactly(gone);
    }

    @Test
    void groups_come_page_by_page() {
        UUID job = job("job", 1);
        failed(job, "one", BUSY);
        failed(job, "two", BUSY);
        failed(job, "three", BUSY);

        FailureGroups page = runs.failures(filter(null, null, 2));
        FailureGroups rest = runs.failures(filter(null, UUID.fromString(page.next()), 2));

        assertThat(page.items()).extracting(FailureGroup::error).containsExactly("three", "two");
        assertThat(rest.items()).extracting(FailureGroup::error).containsExactly("one");
        assertThat(rest.next()).isNull();
    }

    @Test
    void a_run_that_is_retried_or_succeeds_has_no_fingerprint() {
        UUID job = job("job", 2);
        ClaimedRun run = claimed(job);
        outcomes.finish(member, List.of(Finish.of(run, failure("no answer", BUSY), Duration.ZERO, Duration.ZERO)));
        assertThat(view(run.id()).state()).isEqualTo(RunState.retrying);
        assertThat(view(run.id()).fingerprint()).isNull();
        store.execute("update run set due_at = clock_timestamp()");
        ClaimedRun again = claims.claim(member, List.of(run.id())).get(0);
        outcomes.finish(member, List.of(Finish.of(again, failure("no answer", BUSY), Duration.ZERO, Duration.ZERO)));
        assertThat(view(run.id()).fingerprint()).matches("[0-9a-f]{16}");

        control.retry(TENANT, run.id(), null, "ada");

        assertThat(view(run.id()).fingerprint()).isNull();
        assertThat(runs.failures(filter(null, null, 50)).items()).isEmpty();
    }

    @Test
    void a_rule_of_the_job_decides_what_is_final() {
        RetryPolicy policy = new RetryPolicy(3, null, null, null, null, null, List.of("410"), List.of());
        ClaimedRun busy = claimed(job("one", policy));
        ClaimedRun gone = claimed(job("two", policy));

        outcomes.finish(
                member,
                List.of(
                        Finish.of(busy, failure("answered 503", BUSY), Duration.ZERO, Duration.ZERO),
                        Finish.of(gone, Outcome.Failed.permanent("answered 410", GONE), Duration.ZERO, Duration.ZERO)));

        assertThat(view(busy.id()).state()).isEqualTo(RunState.failed);
        assertThat(view(gone.id()).state()).isEqualTo(RunState.retrying);
    }

    @Test
    void runs_whose_member_died_twice_are_one_group() {
        UUID job = job("job", 1);
        UUID run = due(job);
        for (int i = 0; i < 2; i++) {
            UUID victim = store.member();
            store.execute("update run set due_at = clock_timestamp()");
            assertThat(claims.claim(victim, List.of(run))).hasSize(1);
            new RescueRepository(store.database()).rescue(List.of(victim));
        }

        assertThat(runs.failures(filter(null, null, 50)).items())
                .extracting(FailureGroup::fingerprint)
                .containsExactly(Fingerprint.CRASHED);
    }

    @Test
    void a_group_begins_again_with_another_payload() {
        UUID job = job("job", 1);
        UUID busy = failed(job, "answered 503", BUSY);
        UUID gone = failed(job, "answered 410", GONE);
        RunActionFilter filter = ofFingerprint(view(busy).fingerprint());

        RunActionView begun =
                actions.start(TENANT, RunActionKind.retry, filter, null, Json.createValue("mended"), "ada");
        actions.step();

        assertThat(begun.matched()).isEqualTo(1);
        assertThat(view(busy).state()).isEqualTo(RunState.retrying);
        assertThat(view(gone).state()).isEqualTo(RunState.failed);
        assertThat(claims.claim(member, List.of(busy)).get(0).payload()).isEqualTo("\"mended\"");
    }

    @Test
    void a_deleted_run_keeps_its_row_and_nothing_else() {
        UUID job = job("job", 1);
        UUID run = failed(job, "answered 503", BUSY);
        UUID other = failed(job, "answered 410", GONE);
        store.execute("update run set payload = '1', result = '2', attempts = '[]', reason = 'kept'");
        store.execute(
                "insert into run_log (run_id, position, bytes, part, attempt, text) select id, 1, 1, 1, 1, 'x' from run");
        RunActionFilter filter = ofFingerprint(view(run).fingerprint());
        assertThat(actions.trial(TENANT, RunActionKind.delete, filter, null, "ada")
                        .matched())
                .isEqualTo(1);

        RunActionView begun = actions.start(TENANT, RunActionKind.delete, filter, null, null, "ada");
        actions.step();

        assertThat(actions.find(TENANT, begun.id()).done()).isEqualTo(1);
        RunView left = view(run);
        assertThat(left.state()).isEqualTo(RunState.failed);
        assertThat(left.reason()).isEqualTo("kept");
        assertThat(left.erasedAt()).isNotNull();
        assertThat(left.error()).isNull();
        assertThat(left.result()).isNull();
        assertThat(left.fingerprint()).isNull();
        assertThat(store.value("select payload from run where id = ?", run)).isNull();
        assertThat(store.column("select run_id from run_log")).containsExactly(other);
        assertThat(runs.list(filter(null, null, 50)).items())
                .extracting(RunView::id)
                .containsExactly(other);
        assertThatThrownBy(() -> control.retry(TENANT, run, null, "ada"))
                .isInstanceOf(RunStateException.class)
                .hasMessageContaining("was deleted");
        assertThat(runs.why(TENANT, run).orElseThrow().detail()).doesNotContain("null");
    }

    @Test
    void a_delete_takes_what_is_over_and_nothing_twice() {
        UUID job = job("job", 1);
        UUID done = claimed(job).id();
        store.execute("update run set state = 'succeeded', finished_at = now() where id = ?", done);
        UUID open = due(job);
        RunActionFilter filter = new RunActionFilter(job, null, null, null, null, null, null, null, null);

        actions.start(TENANT, RunActionKind.delete, filter, null, null, "ada");
        actions.step();

        assertThat(view(done).erasedAt()).isNotNull();
        assertThat(view(open).erasedAt()).isNull();
        assertThat(actions.trial(TENANT, RunActionKind.delete, filter, null, "ada")
                        .matched())
                .isZero();
    }

    @Test
    void a_search_finds_by_error_by_job_and_by_id() {
        UUID run = failed(job("nightly report", 1), "Connection REFUSED", BUSY);
        failed(job("other", 1), "no answer", BUSY);

        for (String text :
                List.of("refused", "NIGHTLY", run.toString(), run.toString().toUpperCase())) {
            assertThat(search(text, null, 10).items())
                    .as(text)
                    .extracting(RunView::id)
                    .containsExactly(run);
        }
        assertThat(search("nowhere", null, 10).items()).isEmpty();
        assertThat(search("nowhere", null, 10).next()).isNull();
        assertThat(search(UUID.randomUUID().toString(), null, 10).items()).isEmpty();
    }

    @Test
    void a_search_ends_after_a_while_and_says_where_to_go_on() {
        UUID job = job("job", 1);
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, dead, error)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(), now(), 1,
                       'failed', 5, 'default', 'default', true, case when i >= 9999 then 'needle' else 'hay' end
                  from generate_series(0, 10499) i""",
                job);

        Page<RunView> first = search("needle", null, 10);
        Page<RunView> second = search("needle", UUID.fromString(first.next()), 10);

        assertThat(first.items()).hasSize(1);
        assertThat(second.items()).hasSize(10);
        assertThat(second.next()).isNotNull();
    }

    @Test
    void groups_and_one_of_them_are_read_from_the_indexes_of_dead_letters() {
        UUID job = job("job", 1);
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, dead, error, fingerprint)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(), now(), 1,
                       'failed', 5, 'default', 'default', i % 100 = 0, 'hay', case when i % 100 = 0 then (i % 7)::text end
                  from generate_series(0, 40000) i""",
                job);
        store.execute("analyze");
        Runs explained = runs(new Database(explaining, explaining));

        String plans = explaining.explain(() -> {
            assertThat(explained.failures(filter(null, null, 50)).items()).hasSize(7);
            assertThat(explained.list(filter("3", null, 50)).items()).hasSize(50);
        });

        assertThat(plans)
                .contains("_id_idx", "_fingerprint_id_idx")
                .doesNotContain(
                        "Seq Scan on run_" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE));
    }

    private static Runs runs(Database database) {
        return new Runs(
                new RunRepository(database),
                new RunSituationRepository(database),
                new RunSearchRepository(database),
                new FailureRepository(database));
    }

    private Page<RunView> search(String text, UUID before, int limit) {
        return runs.list(
                new RunFilter(TENANT, null, RunState.failed, null, null, null, null, null, text, null, before, limit));
    }

    private static RunFilter filter(String fingerprint, UUID before, int limit) {
        return new RunFilter(
                TENANT, null, RunState.failed, null, null, null, null, null, null, fingerprint, before, limit);
    }

    private static RunActionFilter ofFingerprint(String fingerprint) {
        return new RunActionFilter(null, null, null, null, null, null, null, null, fingerprint);
    }

    private UUID job(String name, int attempts) {
        return job(name, new RetryPolicy(attempts, null, null, null, null, null, null, null));
    }

    private UUID job(String name, RetryPolicy policy) {
        JobSpec spec =
                aJob().named(name).schedule(new ManualSchedule()).retry(policy).build();
        return store.job(spec, now.minus(Duration.ofDays(1)), null);
    }

    private UUID due(UUID job) {
        JobSpec spec = aJob().schedule(new ManualSchedule()).build();
        NewRun run = NewRun.scheduled(job, spec, now.minusSeconds(1_000 - instants++));
        firing.insert(TENANT, List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }

    private ClaimedRun claimed(UUID job) {
        return claims.claim(member, List.of(due(job))).get(0);
    }

    private UUID failed(UUID job, String error, FailureKind kind) {
        ClaimedRun run = claimed(job);
        outcomes.finish(member, List.of(Finish.of(run, failure(error, kind), Duration.ZERO, Duration.ZERO)));
        return run.id();
    }

    private static Outcome failure(String error, FailureKind kind) {
        return Outcome.Failed.retryable(error, kind);
    }

    private RunView view(UUID run) {
        return runs.find(TENANT, run).orElseThrow();
    }
}
