package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.BlackoutRepository;
import carillon.job.BlackoutSpec;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.job.UnknownBlackoutException;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.test.ExplainingSource;
import carillon.test.TestStore;
import carillon.test.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blackouts on the real database: what is claimed, fired and skipped while one holds. */
class BlackoutStoreTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final DefinitionRepository definitions = new DefinitionRepository(store.database());
    private final ClaimRepository claims = new ClaimRepository(store.database());
    private final KeyedClaimRepository keyedClaims = new KeyedClaimRepository(store.database());
    private final DatabaseClock clock = new DatabaseClock(null);
    private final BlackoutControl control = new BlackoutControl(
            new BlackoutRepository(store.database()),
            new BlackoutRunRepository(store.database()),
            new RunEvents(new Told<>()),
            clock);
    private final UUID member = store.member();
    private final UUID timer = UUID.randomUUID();
    private Instant now;

    @BeforeEach
    void begin() {
        now = store.now();
        clock.observe(now, System.nanoTime(), System.nanoTime());
        new RunPartitions(new RunPartitionRepository(store.database()), clock).ensureComing();
        store.execute("insert into queue (name) values ('slow') on conflict do nothing");
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
    }

    @Test
    void while_it_holds_nothing_of_its_queues_is_claimed_and_what_is_of_others_is() {
        UUID free = run(aJob().named("free").build());
        UUID held = run(aJob().named("held").queue("slow").build());
        UUID keyed =
                run(aJob().named("keyed").queue("slow").schedule(everySecond()).build());
        control.put("x", blackout(-10, 600, "hold", "slow"));

        assertThat(claims.claim(member, List.of(free, held)))
                .extracting(ClaimedRun::id)
                .containsExactly(free);
        assertThat(keyedClaims.claim(member, List.of(keyed)).runs()).isEmpty();
        assertThat(open()).containsExactly("default");
        assertThat(control.list()).singleElement().matches(blackout -> blackout.active());
    }

    @Test
    void without_queues_it_holds_them_all() {
        UUID run = run(aJob().build());
        control.put("x", blackout(-10, 600, "hold"));

        assertThat(claims.claim(member, List.of(run))).isEmpty();
        assertThat(open()).isEmpty();
    }

    @Test
    void one_that_names_no_queue_or_is_over_is_refused() {
        BlackoutSpec empty = new BlackoutSpec(now, now.plusSeconds(600), List.of(), null, null);

        refused(empty, "queues");
        refused(blackout(-600, -1, "hold"), "until");
        refused(new BlackoutSpec(now.minusSeconds(600), now, null, null, null), "until");
        assertThat(control.list()).isEmpty();
    }

    private void refused(BlackoutSpec spec, String field) {
        assertThatThrownBy(() -> control.put("x", spec))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly(field));
    }

    @Test
    void before_it_begins_and_after_it_ends_it_holds_nothing() {
        UUID run = run(aJob().build());
        new BlackoutRepository(store.database()).put("over", blackout(-600, -1, "hold"));
        control.put("to-come", blackout(600, 900, "hold"));

        assertThat(open()).contains("default", "slow");
        assertThat(claims.claim(member, List.of(run))).hasSize(1);
        assertThat(control.list()).extracting("active").containsOnly(false);
    }

    @Test
    void its_end_by_request_lets_work_go_on() {
        UUID run = run(aJob().build());
        control.put("x", blackout(-10, 600, "hold"));

        control.delete("x");

        assertThat(claims.claim(member, List.of(run))).hasSize(1);
        assertThatThrownBy(() -> control.delete("x")).isInstanceOf(UnknownBlackoutException.class);
    }

    @Test
    void instants_that_fall_into_one_that_skips_are_fired_as_skipped() {
        control.put("x", blackout(2, 600, "skip", "slow"));
        JobSpec spec = aJob().queue("slow").schedule(everySecond()).build();
        UUID job = store.job(spec, now, now);
        Cursor cursor = new Cursor(job, 1, now, 0, now);

        List<RunEvent> fired = firing.fire(
                timer, 7, List.of(definitions.of(List.of(job)).get(job).plan(cursor, now, now.plusSeconds(4))));

        assertThat(fired).filteredOn(RunEvent.Fired.class::isInstance).hasSize(2);
        assertThat(fired)
                .filteredOn(RunEvent.Skipped.class::isInstance)
                .hasSize(3)
                .extracting("reason")
                .containsOnly("blackout");
        assertThat(store.value("select count(*) from run where state = 'skipped' and reason = 'blackout'"
                        + " and finished_at is not null and concurrency_key is null"))
                .isEqualTo(3L);
        assertThat(store.value("select fired from job")).isEqualTo(5L);
    }

    @Test
    void runs_of_a_request_are_skipped_alike() {
        control.put("x", blackout(-10, 600, "skip"));
        JobSpec spec = aJob().build();
        UUID job = store.job(spec, now, null);

        List<RunEvent> written = firing.insert(
                "default", List.of(new FireRepository.Queued(NewRun.scheduled(job, spec, now), "default")));

        assertThat(written).singleElement().isInstanceOf(RunEvent.Skipped.class);
    }

    @Test
    void runs_that_were_written_before_it_was_known_are_skipped_when_it_is_stored() {
        UUID ahead = run(aJob().named("ahead").queue("slow").build());
        UUID other = run(aJob().named("other").build());
        UUID active = run(aJob().named("active").queue("slow").build());
        claims.claim(member, List.of(active));

        control.put("x", blackout(-10, 600, "skip", "slow"));

        assertThat(states(ahead)).isEqualTo("skipped");
        assertThat(states(other)).isEqualTo("scheduled");
        assertThat(states(active)).isEqualTo("active");
    }

    @Test
    void runs_that_came_past_it_are_skipped_while_it_holds() {
        control.put("x", blackout(-10, 600, "skip"));
        control.put("later", blackout(900, 950, "skip"));
        UUID job = store.job(aJob().build(), now, null);
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue)
                select id, ?, at, at, now(), 1, 'scheduled', 5, 'default', 'default'
                  from (values (?::uuid, now()), (?::uuid, now() + interval '910 seconds')) as r(id, at)""",
                job,
                carillon.platform.Ids.ofRun(job, now, 0),
                carillon.platform.Ids.ofRun(job, now.plusSeconds(910), 0));

        control.skipStrays();

        assertThat(store.column("select state::text from run order by scheduled_at"))
                .containsExactly("skipped", "scheduled");
    }

    @Test
    void a_claim_reads_blackouts_by_when_they_end_and_not_all_there_ever_were() {
        store.execute(
                """
                insert into blackout (name, from_at, until_at, policy, created_at, updated_at)
                select 'past-' || i, now() - interval '2 days', now() - interval '1 day', 'hold', now(), now()
                  from generate_series(1, 20000) i""");
        store.execute("analyze blackout");
        ExplainingSource source = new ExplainingSource(store.source());
        UUID run = run(aJob().build());

        String plan =
                source.explain(() -> new ClaimRepository(new Database(source, source)).claim(member, List.of(run)));

        assertThat(plan).contains("blackout_until").doesNotContain("Seq Scan on blackout");
        store.execute("truncate blackout");
        store.execute("analyze blackout");
    }

    private List<String> open() {
        return new QueueNames(new QueueNameRepository(store.database())).open();
    }

    private String states(UUID run) {
        return (String) store.value("select state::text from run where id = ?", run);
    }

    private UUID run(JobSpec spec) {
        UUID job = store.job(spec, now, null);
        NewRun run = NewRun.scheduled(job, spec, now.minusMillis(5));
        firing.insert("default", List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }

    private static IntervalSchedule everySecond() {
        return new IntervalSchedule(Duration.ofSeconds(1), null);
    }

    private BlackoutSpec blackout(long from, long until, String policy, String... queues) {
        return new BlackoutSpec(
                now.plusSeconds(from),
                now.plusSeconds(until),
                queues.length == 0 ? null : List.of(queues),
                "why",
                policy);
    }
}
