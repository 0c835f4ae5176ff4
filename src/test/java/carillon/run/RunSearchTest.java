package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.JobSpec;
import carillon.platform.Database;
import carillon.platform.Page;
import carillon.test.ExplainingSource;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists of runs with 35,000 final ones in the table, of which the oldest are unlike the others, and a few open ones. */
class RunSearchTest {

    private static final TestStore STORE = TestStore.empty();
    private static final ExplainingSource SOURCE = new ExplainingSource(STORE.source());
    private static final Database DATABASE = new Database(SOURCE, SOURCE);
    private static final Runs RUNS =
            new Runs(new RunRepository(DATABASE), null, new RunSearchRepository(DATABASE), null);

    private static final int LIMIT = 7;
    private static final int MANY = 35_000;

    private static UUID member;
    private static UUID job;

    @BeforeAll
    static void fill() {
        RunDays.around(STORE);
        member = STORE.member();
        JobSpec spec = JobSpecs.aJob().build();
        job = STORE.job(spec, STORE.now(), null);
        add(MANY, 0, "'succeeded'", "'default'", "null");
        add(20, MANY, "'skipped'", "'default'", "null");
        add(20, MANY + 20, "'succeeded'", "'rare'", "'" + member + "'");
        STORE.execute(
                "update run set finished_at = null, state = 'active' where id in (select id from run where queue = 'rare' limit 5)");
        STORE.execute("analyze");
    }

    /** Each a millisecond older than the one before. */
    private static void add(int runs, int older, String state, String queue, String by) {
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, member)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - <older> - i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(), now(), 1,
                       <state>, 5, 'default', <queue>, <member>
                  from generate_series(1, <runs>) i"""
                        .replace("<older>", Integer.toString(older))
                        .replace("<state>", state)
                        .replace("<queue>", queue)
                        .replace("<member>", by)
                        .replace("<runs>", Integer.toString(runs)),
                job);
    }

    @AfterAll
    static void empty() {
        TestStore.empty();
        STORE.execute("analyze");
    }

    @Test
    void what_no_index_tells_is_found_page_after_page() {
        assertThat(all(RunState.skipped, null, null)).hasSize(20).allMatch(run -> run.state() == RunState.skipped);
        assertThat(all(null, "rare", null)).hasSize(20).allMatch(run -> run.queue()
                .equals("rare"));
        assertThat(all(null, null, member)).hasSize(20);
        assertThat(all(RunState.succeeded, "rare", member)).hasSize(15);
        assertThat(all(RunState.active, "rare", member)).hasSize(5);
        assertThat(all(RunState.cancelled, null, null)).isEmpty();
        assertThat(all(null, "none", null)).isEmpty();
    }

    @Test
    void a_call_looks_at_a_bounded_number_of_runs() {
        Page<RunView> first = RUNS.list(filter(null, "rare", null, null));

        assertThat(first.items()).isEmpty();
        assertThat(first.next()).isNotNull();
    }

    @Test
    void no_list_reads_the_table() {
        String scan = "Seq Scan on run_" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
        Stream.of(
                        filter(null, null, null, null),
                        filter(RunState.succeeded, null, null, null),
                        filter(RunState.skipped, null, null, null),
                        filter(RunState.active, null, null, null),
                        filter(null, "rare", null, null),
                        filter(RunState.failed, "rare", null, null),
                        filter(null, null, member, null))
                .forEach(filter -> assertThat(SOURCE.explain(() -> RUNS.list(filter)))
                        .as("%s", filter)
                        .doesNotContain(scan));
    }

    private static RunFilter filter(RunState state, String queue, UUID by, UUID before) {
        return new RunFilter(
                "default",
                null,
                state,
                queue,
                by == null ? null : by.toString(),
                null,
                null,
                null,
                null,
                null,
                before,
                LIMIT);
    }

    private static List<RunView> all(RunState state, String queue, UUID by) {
        List<RunView> all = new ArrayList<>();
        String next = null;
        do {
            Page<RunView> page = RUNS.list(filter(state, queue, by, next == null ? null : UUID.fromString(next)));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(LIMIT);
            all.addAll(page.items());
            next = page.next();
        } while (next != null);
        assertThat(all).extracting(RunView::id).doesNotHaveDuplicates();
        return all;
    }
}
