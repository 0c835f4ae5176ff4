package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.platform.DataSources;
import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.SettingsMark;
import carillon.test.ExplainingSource;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pulse renews and tells, on the real database. */
class PulseRepositoryTest {

    private static final Duration THREE = Duration.ofSeconds(3);

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final SettingsMark settings = new SettingsMark();
    private final PulseRepository pulses = new PulseRepository(store.database(), clock, settings);
    private final UUID member = store.member();
    private long epoch;

    @BeforeEach
    void takeTheLease() {
        epoch = new ClusterRepository(store.database()).take(member, THREE).orElseThrow();
        store.execute("analyze job");
    }

    @Test
    void nothing_is_to_be_done_in_an_empty_store() {
        assertThat(pulse().work()).isEmpty();
    }

    @Test
    void one_pulse_renews_the_heartbeat_and_the_lease() {
        store.execute("update member set heartbeat_at = clock_timestamp() - interval '1 hour'");
        store.execute("update timer_lease set renewed_at = clock_timestamp() - interval '1 hour'");

        Pulse pulse = pulse();

        assertThat(pulse.alive()).isTrue();
        assertThat(pulse.leased()).isTrue();
        assertThat(store.value(
                        "select heartbeat_at > clock_timestamp() - interval '1 minute' from member where id = ?",
                        member))
                .isEqualTo(true);
        assertThat(store.value("select renewed_at > clock_timestamp() - interval '1 minute' from timer_lease"))
                .isEqualTo(true);
    }

    @Test
    void the_lease_is_renewed_although_the_member_was_given_up_and_the_other_way_round() {
        store.execute("update member set state = 'gone'");
        assertThat(pulse()).returns(false, Pulse::alive).returns(true, Pulse::leased);

        UUID other = store.member();
        Pulse pulse = pulses.pulse(other, UUID.randomUUID(), 0, epoch, true);

        assertThat(pulse).returns(true, Pulse::alive).returns(false, Pulse::leased);
    }

    @Test
    void only_the_holder_of_the_lease_looks_what_there_is_to_do() {
        store.execute("insert into tenant (id, max_active, settled) values ('t', 1, false)");

        assertThat(pulse().work()).containsExactly(Work.LIMITS);
        assertThat(pulses.pulse(member, UUID.randomUUID(), 0, epoch, false).work())
                .isNull();
        assertThat(pulses.pulse(member, UUID.randomUUID(), 0, epoch - 1, true).work())
                .isNull();
    }

    @Test
    void the_reading_of_the_clock_is_no_later_than_the_answer_and_no_earlier_than_the_question() {
        Instant before = store.now();

        pulse();

        assertThat(clock.instant().plus(clock.error())).isAfterOrEqualTo(before);
        assertThat(clock.surely()).isBeforeOrEqualTo(store.now());
    }

    @Test
    void a_cursor_counts_when_it_comes_within_the_time_that_is_fired_ahead() {
        Instant now = store.now();
        interval(IntervalMode.FIXED_RATE, now.plusSeconds(3_600));
        assertThat(pulse().work()).isEmpty();

        interval(IntervalMode.FIXED_RATE, now.plusSeconds(3));

        assertThat(pulse().work()).containsExactly(Work.FIRE);
    }

    @Test
    void an_open_run_is_there_whenever_it_is_due_and_a_final_one_is_not() {
        RunDays.around(store);
        UUID job = interval(IntervalMode.FIXED_RATE, null);
        UUID run = run(job, "scheduled");
        assertThat(pulse().work()).containsExactly(Work.RUNS);
        store.execute("update run set due_at = now() + interval '1 hour' where id = ?", run);
        assertThat(pulse().work()).containsExactly(Work.RUNS);

        store.execute("update run set state = 'succeeded', finished_at = now() where id = ?", run);

        assertThat(pulse().work()).isEmpty();
    }

    @Test
    void a_pause_is_there_when_it_ends_within_moments() {
        UUID job = interval(IntervalMode.FIXED_RATE, null);
        store.execute("update job set state = 'paused', paused_until = now() + interval '1 hour' where id = ?", job);
        assertThat(pulse().work()).isEmpty();

        store.execute("update job set paused_until = now() where id = ?", job);

        assertThat(pulse().work()).containsExactly(Work.PAUSES);
    }

    @Test
    void a_job_that_counts_from_the_end_of_its_last_run_and_has_no_instant_is_there() {
        interval(IntervalMode.FIXED_DELAY, store.now().plusSeconds(3_600));
        assertThat(pulse().work()).isEmpty();

        interval(IntervalMode.FIXED_DELAY, null);

        assertThat(pulse().work()).containsExactly(Work.FOLLOWING);
    }

    @Test
    void a_blackout_that_skips_is_there_from_its_beginning_to_its_end() {
        blackout("later", "skip", "1 hour", "2 hours");
        blackout("past", "skip", "-2 hours", "-1 hour");
        blackout("held", "hold", "-1 hour", "1 hour");
        assertThat(pulse().work()).isEmpty();

        blackout("now", "skip", "-1 hour", "1 hour");

        assertThat(pulse().work()).containsExactly(Work.BLACKOUTS);
    }

    @Test
    void an_action_is_there_until_it_has_ended() {
        store.execute("insert into run_action (id, tenant, action, filter, author, matched, created_at)"
                + " values (gen_random_uuid(), 'default', 'retry', '{}', 'somebody', 1, now())");
        assertThat(pulse().work()).containsExactly(Work.ACTIONS);

        store.execute("update run_action set ended_at = now()");

        assertThat(pulse().work()).isEmpty();
    }

    @Test
    void a_limit_is_there_until_it_is_settled() {
        store.execute("insert into queue (name, max_active, settled) values ('narrow', 1, false)");
        assertThat(pulse().work()).containsExactly(Work.LIMITS);

        store.execute("update queue set settled = true");

        assertThat(pulse().work()).isEmpty();
    }

    @Test
    void a_table_that_has_grown_is_there_until_it_is_analyzed() {
        store.execute(
                "insert into job (id, tenant, name, queue, priority, state, spec, one_shot, created_at, updated_at, version)"
                        + " select gen_random_uuid(), 'default', 'job' || i, 'default', 5, 'active', '{}', true, now(), now(), 1"
                        + " from generate_series(1, 20000) i");
        assertThat(pulse().work()).containsExactly(Work.GROWTH);

        store.execute("analyze job");

        assertThat(pulse().work()).isEmpty();
    }

    @Test
    void the_mark_changes_with_what_is_open_and_with_limits() {
        SettingsMark.Reading first = read();
        pulse();
        assertThat(settings.holds(first)).isTrue();

        store.execute("update queue set paused = true where name = 'default'");
        SettingsMark.Reading paused = read();
        assertThat(settings.holds(first)).isFalse();
        store.execute("insert into tenant (id, weight) values ('t', 2)");
        SettingsMark.Reading limited = read();
        assertThat(settings.holds(paused)).isFalse();
        blackout("now", "hold", "-1 hour", "1 hour");
        store.execute("update queue set paused = false");
        read();
        assertThat(settings.holds(limited)).isFalse();

        store.execute("delete from blackout");
        store.execute("delete from tenant");
        read();

        assertThat(settings.holds(first)).as("as it was").isTrue();
    }

    /** However much there is, a pulse finds the first of each by an index. */
    @Test
    void looking_reads_no_table_of_jobs_or_runs() {
        ExplainingSource source = ExplainingSource.generic(store.source(), DataSources.RELAXED_OPTIONS);
        PulseRepository explained = new PulseRepository(new Database(source, source), clock, settings);

        String plan = source.explain(() -> explained.pulse(member, UUID.randomUUID(), 0, epoch, true));

        assertThat(plan)
                .contains("job_due", "job_paused_until", "job_following", "run_action_open", "priority_due_at_idx")
                .doesNotContain("Seq Scan on run", "Seq Scan on job");
    }

    private Pulse pulse() {
        return pulses.pulse(member, UUID.randomUUID(), 0, epoch, true);
    }

    /** As if it were a while ago: what was read a moment ago holds anyhow. */
    private SettingsMark.Reading read() {
        pulse();
        return new SettingsMark.Reading(
                settings.reading().mark(),
                System.nanoTime() - Duration.ofSeconds(1).toNanos());
    }

    private UUID interval(IntervalMode mode, Instant next) {
        return store.job(
                JobSpecs.aJob()
                        .named(UUID.randomUUID().toString())
                        .schedule(new IntervalSchedule(Duration.ofHours(1), mode))
                        .build(),
                store.now(),
                next);
    }

    private UUID run(UUID job, String state) {
        return (UUID) store.value(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid,
                       ?, now(), now(), now(), 1, ?::run_state, 5, 'default', 'default'
                returning id""",
                job,
                state);
    }

    private void blackout(String name, String policy, String from, String until) {
        store.execute(
                "insert into blackout (name, from_at, until_at, policy, created_at, updated_at)"
                        + " values (?, now() + ?::interval, now() + ?::interval, ?, now(), now())",
                name,
                from,
                until,
                policy);
    }
}
