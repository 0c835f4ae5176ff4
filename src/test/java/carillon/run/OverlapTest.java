package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.QueueNameRepository;
import carillon.job.QueueNames;
import carillon.platform.Lane;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import carillon.test.Told;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of runs that come while the places of their key are taken, on the real database. */
class OverlapTest {

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final WaitingRepository waiting = new WaitingRepository(store.database());
    private final RescueRepository rescues = new RescueRepository(store.database());
    private final Told<RunEvent> told = new Told<>();
    private final Told<RunsReleased> released = new Told<>();
    private final Told<RunsCancelled> stopped = new Told<>();
    private final RunEvents events = new RunEvents(told);
    private final Places places = new Places(new PlaceRepository(store.database()), released);
    private final Claims claims = new Claims(
            TestClaims.kinds(store.database()),
            new QueueNames(new QueueNameRepository(store.database())),
            places,
            events,
            stopped);
    private final Outcomes outcomes = new Outcomes(
            new FinishRepository(store.database()),
            new HandBackRepository(store.database()),
            new CallbackRepository(store.database()),
            places,
            events,
            new Told<>());
    private final UUID member = store.member();
    private Instant now;
    private int jobs;

    @BeforeEach
    void partitions() {
        now = store.now();
        RunDays.around(store);
    }

    @Test
    void a_queued_run_waits_out_of_the_hand_off_until_the_place_is_free() {
        List<UUID> runs = due(job(1, "queue", null), 3);

        assertThat(ids(claims.claim(member, runs))).containsExactly(runs.get(0));

        assertThat(state(runs.get(1))).isEqualTo("scheduled");
        assertThat(waiting.due(List.of(new Lane("default", "default")), 10)).isEmpty();
        assertThat(claims.claim(member, runs)).isEmpty();
        assertThat(released.all()).isEmpty();
    }

    @Test
    void the_end_of_a_run_lets_the_oldest_that_waits_go() {
        List<UUID> runs = due(job(1, "queue", null), 3);
        List<ClaimedRun> first = claims.claim(member, runs);

        finish(first);

        assertThat(handedOut()).containsExactly(runs.get(1));
        assertThat(waiting.due(List.of(new Lane("default", "default")), 10))
                .extracting(DueRun::id)
                .containsExactly(runs.get(1));
        assertThat(ids(claims.claim(member, List.of(runs.get(2), runs.get(1))))).containsExactly(runs.get(1));
    }

    @Test
    void whoever_comes_last_does_not_overtake_those_that_wait() {
        UUID job = store(job(1, "queue", null));
        JobSpec spec = job(1, "queue", null);
        List<UUID> runs = due(job, spec, 2);
        List<ClaimedRun> first = claims.claim(member, runs);
        store.execute(
                "update run set state = 'succeeded', finished_at = now() where id = ?",
                first.get(0).id());
        UUID newest = insert(job, spec, now);

        assertThat(claims.claim(member, List.of(newest))).isEmpty();

        assertThat(handedOut()).containsExactly(runs.get(1));
    }

    @Test
    void many_that_wait_leave_the_hand_off_at_once_and_go_one_by_one() {
        tenThousand(store(job(1, "queue", null)));

        List<ClaimedRun> running = new ArrayList<>();
        int handOuts = handOutAll(running);
        assertThat(running).hasSize(1);
        assertThat(handOuts).isLessThan(1_000);
        for (int i = 0; i < 20; i++) {
            finish(running);
            running = claims.claim(member, List.of(handedOut().get(i)));
            assertThat(running).hasSize(1);
            assertThat(waiting.due(List.of(new Lane("default", "default")), 20)).isEmpty();
        }
        assertThat(store.value("select count(*) from run where blocked")).isEqualTo(9_979L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "cancel-oldest"})
    void many_that_pass_leave_the_hand_off_at_once(String policy) {
        tenThousand(store(job(2, policy, null)));

        List<ClaimedRun> running = new ArrayList<>();
        int handOuts = handOutAll(running);

        assertThat(handOuts).isLessThan(1_000);
        assertThat(ids(running))
                .containsExactlyInAnyOrderElementsOf(column("select id from run where state = 'active'"))
                .hasSize(2);
        assertThat(store.value("select count(*) from run where state = 'skipped' and reason = 'overlap'"))
                .isEqualTo(9_998L);
        assertThat(told.all())
                .filteredOn(event -> event instanceof RunEvent.Skipped)
                .hasSize(9_998);
    }

    @Test
    void the_newest_instant_takes_the_place_of_the_oldest_run() {
        UUID job = store(job(1, "cancel-oldest", null));
        List<UUID> runs = due(job, job(1, "cancel-oldest", null), 1);
        claims.claim(member, runs);
        UUID newer = insert(job, job(1, "cancel-oldest", null), now);

        assertThat(ids(claims.claim(member, List.of(newer)))).containsExactly(newer);

        assertThat(state(runs.get(0))).isEqualTo("cancelled");
        assertThat(store.value("select reason from run where id = ?", runs.get(0)))
                .isEqualTo("overlap");
        assertThat(stopped.all()).containsExactly(new RunsCancelled(runs));
        assertThat(told.all()).contains(new RunEvent.Cancelled(runs.get(0), job, "default", "overlap"));
    }

    @Test
    void of_several_that_come_together_the_newest_run_and_the_others_have_passed() {
        List<UUID> runs = due(job(2, "cancel-oldest", null), 5);

        List<ClaimedRun> claimed = claims.claim(member, runs);

        assertThat(ids(claimed)).containsExactlyInAnyOrder(runs.get(3), runs.get(4));
        assertThat(runs.subList(0, 3)).allMatch(run -> state(run).equals("skipped"));
    }

    @Test
    void a_run_that_waits_for_its_retry_holds_its_place_and_can_lose_it_to_a_newer() {
        UUID job = store(job(1, "cancel-oldest", null));
        UUID old = due(job, job(1, "cancel-oldest", null), 1).get(0);
        store.execute("update run set state = 'retrying', attempt = 1, due_at = now() + interval '1 hour'");
        UUID newer = insert(job, job(1, "cancel-oldest", null), now);

        claims.claim(member, List.of(newer));

        assertThat(state(old)).isEqualTo("cancelled");
    }

    @Test
    void a_run_that_waits_for_its_retry_keeps_others_waiting() {
        UUID job = store(job(1, "queue", null));
        UUID old = due(job, job(1, "queue", null), 1).get(0);
        store.execute("update run set state = 'retrying', attempt = 1, due_at = now() + interval '1 hour'");
        UUID newer = insert(job, job(1, "queue", null), now);

        assertThat(claims.claim(member, List.of(newer))).isEmpty();
        assertThat(handedOut()).isEmpty();
        store.execute("update run set due_at = now() where id = ?", old);

        assertThat(ids(claims.claim(member, List.of(newer, old)))).containsExactly(old);
    }

    @Test
    void a_retry_that_finds_its_place_taken_looks_again_in_a_second() {
        List<UUID> runs = due(job(1, "queue", null), 2);
        store.execute("update run set state = 'retrying', attempt = 1 where id = ?", runs.get(0));
        store.execute("update run set state = 'active', attempt = 1, member = ? where id = ?", member, runs.get(1));

        assertThat(claims.claim(member, runs)).isEmpty();

        assertThat(waiting.due(List.of(new Lane("default", "default")), 10)).isEmpty();
        assertThat(waiting.coming(Duration.ofSeconds(2), 10))
                .extracting(DueRun::id)
                .containsExactly(runs.get(0));
    }

    @Test
    void jobs_share_the_places_of_a_key_by_its_name() {
        List<UUID> one = due(job(1, "queue", "disk"), 1);
        List<UUID> other = due(job(1, "queue", "disk"), 1);
        List<UUID> stranger = due(job(1, "queue", "net"), 1);
        List<UUID> all = new ArrayList<>(one);
        all.addAll(other);
        all.addAll(stranger);

        List<ClaimedRun> claimed = claims.claim(member, all);

        assertThat(claimed).hasSize(2);
        assertThat(ids(claimed)).containsAll(stranger);
        finish(claimed);
        assertThat(handedOut()).hasSize(1);
        assertThat(store.column("select distinct concurrency_key from run order by 1"))
                .containsExactly("default/disk", "default/net");
    }

    @Test
    void a_path_leads_to_the_key_in_the_payload() {
        for (String customer : List.of("a", "b", "a")) {
            JobSpec spec = job(1, "skip", "$.order.customer", customer);
            insert(store(spec), spec, now.minusMillis(10 - jobs));
        }

        List<ClaimedRun> claimed = claims.claim(member, column("select id from run"));

        assertThat(claimed).hasSize(2);
        assertThat(store.column("select concurrency_key from run where state = 'skipped'"))
                .containsExactly("default/$.order.customer=a");
    }

    @Test
    void without_a_value_at_the_path_the_job_stands_for_itself() {
        JobSpec spec = job(1, "skip", "$.order.number", "a");
        UUID job = store(spec);
        insert(job, spec, now);

        assertThat(store.value("select concurrency_key from run")).isEqualTo(job.toString());
    }

    @Test
    void a_place_that_was_freed_by_somebody_who_died_is_found_by_the_sweep() {
        List<UUID> runs = due(job(1, "queue", null), 2);
        claims.claim(member, runs);
        assertThat(places.sweep()).isEmpty();
        store.execute("update run set state = 'cancelled', finished_at = now() where id = ?", runs.get(0));

        assertThat(places.sweep()).extracting(DueRun::id).containsExactly(runs.get(1));
        assertThat(places.sweep()).isEmpty();
    }

    @Test
    void the_sweep_goes_through_all_keys_however_many_there_are() {
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue,
                                 concurrency_key, blocked)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 60000 + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(), 1,
                       'scheduled', 5, 'default', 'default', 'key' || (i / 2), true
                  from generate_series(0, 4999) i""",
                store(job(1, "queue", null)));

        List<DueRun> free = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            free.addAll(places.sweep());
        }

        assertThat(free).hasSize(2_500);
        assertThat(store.value("select count(distinct concurrency_key) from run where not blocked"))
                .isEqualTo(2_500L);
    }

    @Test
    void what_waits_in_a_paused_queue_keeps_nobody_waiting() {
        JobSpec slow = aJob().named("slow")
                .queue("slow")
                .schedule(everySecond())
                .concurrency(1, "queue", "disk")
                .build();
        store.execute("insert into queue (name) values ('slow')");
        UUID holder = due(job(1, "queue", "disk"), 1).get(0);
        List<ClaimedRun> first = claims.claim(member, List.of(holder));
        List<UUID> paused = due(store(slow), slow, 1);
        claims.claim(member, paused);
        UUID next = due(job(1, "queue", "disk"), 1).get(0);
        claims.claim(member, List.of(next));
        store.execute("update queue set paused = true where name = 'slow'");

        finish(first);

        assertThat(handedOut()).containsExactly(next);
        assertThat(claims.claim(member, List.of(next))).hasSize(1);
    }

    @Test
    void runs_of_a_batch_wait_whatever_the_policy_and_give_way_to_all_others() {
        UUID job = store(job(1, "skip", null));
        List<UUID> batch = batched(job, 3);
        places.freed(List.of(job.toString()));
        assertThat(handedOut()).containsExactly(batch.get(0));
        List<ClaimedRun> running = claims.claim(member, handedOut());
        UUID live = insert(job, job(1, "skip", null), now);

        assertThat(claims.claim(member, List.of(live))).isEmpty();
        assertThat(state(live)).isEqualTo("scheduled");
        finish(running);

        assertThat(handedOut()).containsExactly(batch.get(0), live);
        running = claims.claim(member, List.of(live));
        assertThat(running).hasSize(1);
        finish(running);
        assertThat(handedOut()).containsExactly(batch.get(0), live, batch.get(1));
    }

    @Test
    void a_rescued_run_has_kept_its_place() {
        List<UUID> runs = due(job(1, "queue", null), 2);
        claims.claim(member, runs);

        rescues.rescue(List.of(member));

        assertThat(places.sweep()).isEmpty();
        assertThat(ids(claims.claim(store.member(), runs))).containsExactly(runs.get(0));
    }

    /** Runs of the job that are due, and of which nobody has been told. */
    private void tenThousand(UUID job) {
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue,
                                 concurrency_key)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 60000 + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(), 1,
                       'scheduled', 5, 'default', 'default', ?
                  from generate_series(1, 10000) i""",
                job,
                job.toString());
    }

    /** Claims all that can be handed out, twenty at a time; returns how many were. */
    private int handOutAll(List<ClaimedRun> running) {
        int handOuts = 0;
        for (List<DueRun> due = waiting.due(List.of(new Lane("default", "default")), 20);
                !due.isEmpty();
                due = waiting.due(List.of(new Lane("default", "default")), 20)) {
            handOuts += due.size();
            running.addAll(claims.claim(member, due.stream().map(DueRun::id).toList()));
        }
        return handOuts;
    }

    private List<UUID> batched(UUID job, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(insert(job, job(1, "skip", null), now.minusSeconds(600 - i)));
        }
        store.execute("update run set blocked = true, batch = ?, priority = 0", UUID.randomUUID());
        return ids;
    }

    private static IntervalSchedule everySecond() {
        return new IntervalSchedule(Duration.ofSeconds(1), null);
    }

    private JobSpec job(int maxRuns, String policy, String key) {
        return job(maxRuns, policy, key, null);
    }

    private JobSpec job(int maxRuns, String policy, String key, String customer) {
        JobSpecs spec = aJob().named("job-" + jobs++).schedule(everySecond()).concurrency(maxRuns, policy, key);
        return customer == null
                ? spec.build()
                : spec.payload(Json.createObjectBuilder()
                                .add("order", Json.createObjectBuilder().add("customer", customer))
                                .build())
                        .build();
    }

    private UUID store(JobSpec spec) {
        return store.job(spec, now.minusSeconds(600), null);
    }

    private List<UUID> due(JobSpec spec, int count) {
        return due(store(spec), spec, count);
    }

    private List<UUID> due(UUID job, JobSpec spec, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(insert(job, spec, now.minusMillis(count - i)));
        }
        return ids;
    }

    private UUID insert(UUID job, JobSpec spec, Instant at) {
        NewRun run = NewRun.scheduled(job, spec, at);
        firing.insert("default", List.of(new FireRepository.Queued(run, spec.queue())));
        return run.id();
    }

    private void finish(List<ClaimedRun> runs) {
        outcomes.finish(
                member,
                runs.stream()
                        .map(run -> new Finish(
                                run,
                                RunState.succeeded,
                                Duration.ZERO,
                                Duration.ofMillis(1),
                                Duration.ZERO,
                                null,
                                null))
                        .toList());
    }

    private List<UUID> handedOut() {
        return released.all().stream()
                .flatMap(event -> event.runs().stream())
                .map(DueRun::id)
                .toList();
    }

    private List<UUID> column(String sql) {
        return store.column(sql).stream().map(UUID.class::cast).toList();
    }

    private static List<UUID> ids(List<ClaimedRun> runs) {
        return runs.stream().map(ClaimedRun::id).toList();
    }

    private String state(UUID run) {
        return (String) store.value("select state::text from run where id = ?", run);
    }
}
