package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static carillon.test.TestStore.time;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.CalendarSpec;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.Zones;
import carillon.platform.DatabaseClock;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of a job of which a million instants are late: they take effect at once, and the ledger stays clean. */
class FarBehindTest {

    private static final String T = "default";
    private static final String AUTHOR = "tester";
    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final int MOST = 10_000;

    private final TestStore store = TestStore.empty();
    private final FireRepository firing = new FireRepository(store.database());
    private final Ledger ledger = new Ledger(new LedgerRepository(store.database()));
    private final UseCases cases = new UseCases(store.pool(), new DatabaseClock(null));
    private final UUID timer = store.member();
    private Instant now;
    private Instant first;

    @BeforeEach
    void leaseTaken() {
        now = store.now();
        first = now.minusSeconds(1_000);
        RunDays.around(store);
        store.execute("update timer_lease set epoch = 7, owner = ?, renewed_at = now()", timer);
        store.execute("update zone_data set version = ?, changed_at = now() - interval '1 day'", Zones.version());
    }

    @Test
    void it_is_paused_at_once() {
        UUID job = behind(often().misfire(Duration.ofSeconds(1), "skip"));

        cases.jobs(jobs -> jobs.pause(T, job, "runaway", AUTHOR, null));

        assertThat(store.value("select state || ' ' || (next_fire_at is null) from job"))
                .isEqualTo("paused true");
        assertThat(store.value("select counts_until from job_version"))
                .isEqualTo(time(first.plusMillis(MOST).minusNanos(1_000)));
        assertThat(store.value("select count(*) from run where reason = 'misfire'"))
                .isEqualTo((long) MOST);
        assertThat(clean(job)).isEqualTo(MOST);
        cases.jobs(jobs -> jobs.resume(T, job, AUTHOR));
        assertThat(cursor()).isAfter(now);
        assertThat(clean(job)).isEqualTo(MOST);
    }

    @Test
    void it_is_edited_at_once_and_the_new_definition_counts_from_now() {
        UUID job = behind(often().maxRuns(20_000));
        fire(job);

        cases.jobs(
                jobs -> jobs.edit(T, job, OptionalLong.empty(), spec -> every("job", Duration.ofSeconds(1)), AUTHOR));

        assertThat(cursor()).isAfter(now);
        assertThat(store.value("select fired from job")).isEqualTo(MOST + 1_000L);
        assertThat(store.value("select fired - counts_fired from job")).isEqualTo(0L);
        assertThat(clean(job)).isEqualTo(MOST + 1_000);
    }

    @Test
    void it_is_deleted_at_once() {
        UUID job = behind(often());

        cases.jobs(jobs -> {
            jobs.delete(T, job, OptionalLong.empty(), AUTHOR);
            return null;
        });

        assertThat(store.value("select count(*) from run where finished_at is null"))
                .isEqualTo(0L);
        assertThat(store.value("select deleted_at is not null from job")).isEqualTo(true);
        assertThat(clean(job)).isEqualTo(MOST);
    }

    @Test
    void its_calendar_is_edited_at_once_and_the_timer_goes_on_by_the_new_one() {
        calendar("1970-01-01");
        UUID job = behind(often().calendars("office").catchUp(1_500));

        calendar("1970-01-02");

        assertThat(cursor()).isEqualTo(first.plusMillis(MOST));
        assertThat(clean(job)).isEqualTo(MOST);
        fire(job);
        assertThat(cursor()).isEqualTo(first.plusMillis(MOST + 1_000));
        assertThat(store.value("select count(*) from run where batch is not null"))
                .isEqualTo(1_500L);
        assertThat(store.value("select count(*) from run where reason = 'misfire'"))
                .isEqualTo(MOST - 500L);
        assertThat(clean(job)).isEqualTo(MOST + 1_000);
    }

    @Test
    void what_would_have_been_coalesced_is_run_once() {
        UUID job = behind(often().misfire(Duration.ofSeconds(1), "coalesce"));

        cases.jobs(jobs -> jobs.pause(T, job, null, AUTHOR, null));

        assertThat(store.column("select scheduled_at from run where state = 'scheduled'"))
                .extracting(at -> ((OffsetDateTime) at).toInstant())
                .containsExactly(first.plusMillis(MOST - 1));
        assertThat(store.value("select count(*) from run where reason = 'coalesced'"))
                .isEqualTo(MOST - 1L);
    }

    @Test
    void a_new_time_zone_database_leaves_what_is_late_to_the_timer() {
        UUID job = behind(often());

        cases.jobs(jobs -> jobs.replan(T, job, timer, 7));

        assertThat(cursor()).isEqualTo(first.plusMillis(MOST));
        assertThat(store.value("select counts_after from job"))
                .isEqualTo(time(first.plusMillis(MOST).minusNanos(1_000)));
        fire(job);
        assertThat(clean(job)).isEqualTo(MOST + 1_000);
    }

    /** A job of which a million instants have no row yet. */
    private UUID behind(JobSpecs spec) {
        return store.job(spec.build(), first.minusMillis(1), first);
    }

    private static JobSpecs often() {
        return aJob().named("job").schedule(new IntervalSchedule(OFTEN, null));
    }

    private static JobSpec every(String name, Duration every) {
        return aJob().named(name)
                .schedule(new IntervalSchedule(every, null))
                .maxRuns(20_000)
                .build();
    }

    private void calendar(String date) {
        CalendarSpec spec = new CalendarSpec(null, null, "UTC", List.of(date), null, null, null);
        cases.calendars(control -> control.put(T, "office", OptionalLong.empty(), spec));
    }

    private void fire(UUID job) {
        Instant at = store.now();
        Cursor cursor = new LateInstantRepository(store.database()).cursor(job);
        Definition definition =
                new DefinitionRepository(store.database()).of(List.of(job)).get(job);
        firing.fire(timer, 7, List.of(definition.plan(cursor, at, at.plusSeconds(5))));
    }

    private Instant cursor() {
        return ((OffsetDateTime) store.value("select next_fire_at from job")).toInstant();
    }

    /** Proves the whole time of the job and returns how many instants have their row. */
    private long clean(UUID job) {
        LedgerRange range =
                new LedgerRange(T, job, first.minusSeconds(600), store.now().plusSeconds(1));
        long accounted = 0;
        LedgerPosition position = null;
        do {
            LedgerProof proof = ledger.verify(range, position);
            assertThat(proof.gaps()).isEmpty();
            assertThat(proof.unexpected()).isEmpty();
            assertThat(proof.duplicates()).isEmpty();
            assertThat(proof.unverified()).isEmpty();
            accounted += proof.accounted();
            position = proof.next() == null ? null : LedgerPosition.of(proof.next());
        } while (position != null);
        assertThat(store.value("select count(*) from run where job_id = ?", job))
                .isEqualTo(accounted);
        return accounted;
    }
}
