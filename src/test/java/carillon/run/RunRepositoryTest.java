package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.ManualSchedule;
import carillon.platform.Page;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of runs, and what requests do with the open runs of a job, on the real database. */
class RunRepositoryTest {

    private final TestStore store = TestStore.empty();
    private final RunRepository repository = new RunRepository(store.database());
    private final Runs runs = new Runs(
            repository,
            new RunSituationRepository(store.database()),
            new RunSearchRepository(store.database()),
            new FailureRepository(store.database()));
    private final FireRepository firing = new FireRepository(store.database());
    private final JobSpec spec =
            aJob().schedule(new IntervalSchedule(Duration.ofSeconds(1), null)).build();
    private Instant now;
    private UUID job;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
        job = store.job(spec, now, null);
    }

    @Test
    void a_run_is_found_by_id_in_its_tenant_only() {
        UUID run = run(now);

        RunView view = runs.find("default", run).orElseThrow();

        assertThat(view.jobName()).isEqualTo("job");
        assertThat(view.maxAttempts()).isEqualTo(5);
        assertThat(view.state()).isEqualTo(RunState.scheduled);
        assertThat(view.attempts()).isEmpty();
        assertThat(runs.find("another", run)).isEmpty();
        assertThat(runs.find("default", UUID.randomUUID())).isEmpty();
    }

    @Test
    void a_list_is_newest_first() {
        List<UUID> made = runs(5);

        assertThat(list(filter())).containsExactlyElementsOf(reversed(made));
    }

    @Test
    void each_filter_leaves_out_the_others() {
        UUID other = store.job(aJob().named("Nightly report").queue("slow").build(), now, null);
        UUID mine = run(now.minusSeconds(10));
        UUID its = NewRun.scheduled(other, spec, now.minusSeconds(20)).id();
        insert(NewRun.scheduled(other, spec, now.minusSeconds(20)), "slow");
        UUID member = store.member();
        store.execute("update run set state = 'active', member = ?, attempt = 1 where id = ?", member, its);
        store.execute("update run set error = 'Connection REFUSED' where id = ?", mine);

        assertThat(list(filter().job(other))).containsExactly(its);
        assertThat(list(filter().state(RunState.active))).containsExactly(its);
        assertThat(list(filter().state(RunState.scheduled))).containsExactly(mine);
        assertThat(list(filter().queue("slow"))).containsExactly(its);
        assertThat(list(filter().member(member.toString()))).containsExactly(its);
        assertThat(list(filter().since(now.minusSeconds(15)))).containsExactly(mine);
        assertThat(list(filter().since(now.minusSeconds(20)))).containsExactly(mine, its);
        assertThat(list(filter().until(now.minusSeconds(10)))).containsExactly(its);
        assertThat(list(filter().text("NIGHTLY"))).containsExactly(its);
        assertThat(list(filter().text("refused"))).containsExactly(mine);
        assertThat(list(filter().text("%"))).as("no pattern").isEmpty();
        assertThat(list(filter().tenant("another"))).isEmpty();
    }

    @Test
    void since_long_before_the_first_run_leaves_nothing_out() {
        UUID run = run(now);

        assertThat(list(filter().since(Instant.parse("1900-01-01T00:00:00Z")))).containsExactly(run);
    }

    @Test
    void each_state_can_be_listed() {
        for (RunState state : RunState.values()) {
            UUID run = run(now.plusMillis(state.ordinal()));
            store.execute(
                    "update run set state = ?::run_state, dead = ?, finished_at = case when ? then now() end where id = ?",
                    state.name(),
                    state == RunState.failed,
                    state.isFinal(),
                    run);

            assertThat(list(filter().state(state))).containsExactly(run);
        }
    }

    @Test
    void pages_follow_each_other_while_runs_come() {
        List<UUID> made = runs(25);
        List<UUID> seen = new ArrayList<>();
        UUID before = null;
        do {
            Page<RunView> page = runs.list(filter().before(before).limit(10).build());
            page.items().forEach(run -> seen.add(run.id()));
            before = page.next() == null ? null : UUID.fromString(page.next());
            run(now.plusSeconds(100 + seen.size()));
        } while (before != null);

        assertThat(seen).containsExactlyElementsOf(reversed(made));
    }

    @Test
    void a_page_that_is_just_full_is_the_last() {
        runs(10);

        assertThat(runs.list(filter().limit(10).build()).next()).isNull();
        assertThat(runs.list(filter().limit(9).build()).next()).isNotNull();
    }

    @Test
    void attempts_are_told_oldest_first_the_newest_from_the_row() {
        UUID run = run(now);
        UUID member = store.member();
        KeyedClaimRepository keyedClaims = new KeyedClaimRepository(store.database());
        FinishRepository finishes = new FinishRepository(store.database());
        store.execute("update run set due_at = clock_timestamp() - interval '1 second'");
        ClaimedRun first = keyedClaims.claim(member, List.of(run)).runs().get(0);
        finishes.finish(
                member,
                List.of(new Finish(
                        first,
                        RunState.retrying,
                        Duration.ZERO,
                        Duration.ofMillis(3),
                        Duration.ZERO,
                        null,
                        "went wrong")));
        assertThat(runs.find("default", run).orElseThrow().attempts())
                .extracting(RunView.AttemptView::outcome)
                .containsExactly("failed");
        ClaimedRun second = keyedClaims.claim(member, List.of(run)).runs().get(0);
        assertThat(runs.find("default", run).orElseThrow().attempts())
                .extracting(RunView.AttemptView::outcome)
                .containsExactly("failed", "active");
        finishes.finish(
                member,
                List.of(new Finish(
                        second,
                        RunState.succeeded,
                        Duration.ZERO,
                        Duration.ofMillis(3),
                        Duration.ZERO,
                        "{\"a\":1}",
                        null)));

        RunView view = runs.find("default", run).orElseThrow();

        assertThat(view.attempts()).extracting(RunView.AttemptView::number).containsExactly(1, 2);
        assertThat(view.attempts().get(0).error()).isEqualTo("went wrong");
        assertThat(view.attempts().get(1).outcome()).isEqualTo("succeeded");
        assertThat(view.error()).isNull();
        assertThat(view.finishedAt()).isEqualTo(view.startedAt().plusMillis(3));
    }

    @Test
    void the_last_run_is_the_newest_that_is_due_or_past() {
        UUID idle = store.job(aJob().named("idle").build(), now, null);
        run(now.minusSeconds(20));
        UUID last = run(now.minusSeconds(10));
        run(now.plusSeconds(60));

        Map<UUID, LastRun> found = runs.lastRuns(List.of(job, idle));

        assertThat(found.get(job).id()).isEqualTo(last);
        assertThat(found.get(job).open()).isTrue();
        assertThat(found.get(idle)).isEqualTo(new LastRun(null, null, null, null, false));
        assertThat(runs.lastRuns(List.of())).isEmpty();
    }

    @Test
    void a_job_whose_next_run_is_fired_ahead_of_its_time_is_open() {
        UUID last = run(now.minusSeconds(10));
        store.execute("update run set state = 'succeeded', finished_at = now()");
        assertThat(runs.lastRuns(List.of(job)).get(job).open()).isFalse();

        run(now.plusSeconds(60));

        assertThat(runs.lastRuns(List.of(job)).get(job).id()).isEqualTo(last);
        assertThat(runs.lastRuns(List.of(job)).get(job).open()).isTrue();
    }

    @Test
    void cancelling_ends_every_open_run_of_the_job_only() {
        UUID waiting = run(now);
        UUID active = run(now.minusSeconds(1));
        UUID done = run(now.minusSeconds(2));
        UUID stranger = NewRun.scheduled(store.job(aJob().named("other").build(), now, null), spec, now)
                .id();
        insert(NewRun.scheduled((UUID) store.value("select id from job where name = 'other'"), spec, now), "default");
        store.execute("update run set state = 'active', attempt = 1, member = ? where id = ?", store.member(), active);
        store.execute("update run set state = 'succeeded', finished_at = now() where id = ?", done);

        RunRepository.CancelledRuns cancelled = repository.cancelOpen(job(spec), "job deleted");

        assertThat(cancelled.events()).extracting(RunEvent::run).containsExactlyInAnyOrder(waiting, active);
        assertThat(cancelled.active()).containsExactly(active);
        assertThat(list(filter().state(RunState.cancelled))).containsExactly(waiting, active);
        assertThat(runs.find("default", stranger).orElseThrow().state()).isEqualTo(RunState.scheduled);
        assertThat(runs.find("default", waiting).orElseThrow().reason()).isEqualTo("job deleted");
    }

    @Test
    void cancelling_finds_the_runs_of_a_job_that_may_overlap_as_well() {
        JobSpec free =
                aJob().schedule(new ManualSchedule()).concurrency(1, "allow").build();
        insert(NewRun.scheduled(job, free, now), "default");

        assertThat(repository.cancelOpen(job(free), "job deleted").events()).hasSize(1);
    }

    private Job job(JobSpec given) {
        return new Job(job, "default", given, now, null);
    }

    private UUID run(Instant at) {
        NewRun run = NewRun.scheduled(job, spec, at);
        insert(run, "default");
        return run.id();
    }

    private void insert(NewRun run, String queue) {
        firing.insert("default", List.of(new FireRepository.Queued(run, queue)));
    }

    private List<UUID> runs(int count) {
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(run(now.plusSeconds(i)));
        }
        return made;
    }

    private List<UUID> list(Filter filter) {
        return runs.list(filter.build()).items().stream().map(RunView::id).toList();
    }

    private static List<UUID> reversed(List<UUID> ids) {
        List<UUID> reversed = new ArrayList<>(ids);
        java.util.Collections.reverse(reversed);
        return reversed;
    }

    private static Filter filter() {
        return new Filter();
    }

    private static final class Filter {

        private String tenant = "default";
        private UUID job;
        private RunState state;
        private String queue;
        private String member;
        private Instant since;
        private Instant until;
        private String text;
        private UUID before;
        private int limit = 100;

        Filter tenant(String given) {
            tenant = given;
            return this;
        }

        Filter job(UUID given) {
            job = given;
            return this;
        }

        Filter state(RunState given) {
            state = given;
            return this;
        }

        Filter queue(String given) {
            queue = given;
            return this;
        }

        Filter member(String given) {
            member = given;
            return this;
        }

        Filter since(Instant given) {
            since = given;
            return this;
        }

        Filter until(Instant given) {
            until = given;
            return this;
        }

        Filter text(String given) {
            text = given;
            return this;
        }

        Filter before(UUID given) {
            before = given;
            return this;
        }

        Filter limit(int given) {
            limit = given;
            return this;
        }

        RunFilter build() {
            return new RunFilter(tenant, job, state, queue, member, null, since, until, text, null, before, limit);
        }
    }
}
