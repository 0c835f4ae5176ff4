package carillon.job;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.DatabaseClock;
import carillon.platform.InvalidFieldsException;
import carillon.test.JobSpecs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiringsTest {

    private static final UUID ID = UUID.fromString("01953f00-0000-7000-8000-000000000001");
    private static final Instant CREATED = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private final List<Blackout> blackouts = new ArrayList<>();
    private final DatabaseClock clock = new DatabaseClock(null);
    private Job stored;

    private final Firings firings = new Firings(
            new Jobs(null, null) {
                @Override
                public Optional<Job> find(String tenant, UUID id) {
                    return Optional.ofNullable(stored).filter(job -> job.id().equals(id));
                }
            },
            new Calendars(null),
            new BlackoutRepository(null) {
                @Override
                public List<Blackout> endingAfter(Instant moment) {
                    return blackouts;
                }
            },
            clock);

    @BeforeEach
    void now() {
        clock.observe(NOW, System.nanoTime(), System.nanoTime());
    }

    @Test
    void the_next_firings_of_a_job_begin_now_or_where_they_are_asked_for() {
        store(daily(), at(11));

        assertThat(days(list(3, null))).containsExactly(11, 12, 13);
        assertThat(days(list(2, at(20)))).containsExactly(20, 21);
        assertThat(days(list(2, at(5)))).containsExactly(5, 6);
        assertThat(list(1, null).reading()).isEqualTo("at 00:00 every day, UTC");
    }

    @Test
    void no_more_are_shown_than_the_job_has_left_from_its_cursor_on() {
        store(daily().maxRuns(3), at(11));

        assertThat(days(list(50, null))).containsExactly(11, 12, 13);
        assertThat(days(list(50, at(12)))).containsExactly(12, 13);
        assertThat(days(list(50, at(14)))).isEmpty();
        assertThat(days(list(50, at(9)))).containsExactly(9, 10, 11, 12, 13);
    }

    @Test
    void with_a_fixed_delay_only_the_next_is_known() {
        IntervalSchedule schedule = new IntervalSchedule(Duration.ofHours(1), IntervalMode.FIXED_DELAY);
        store(aJob().schedule(schedule), at(11));
        assertThat(days(list(50, null))).containsExactly(11);

        store(aJob().schedule(schedule), null);
        assertThat(list(50, null).items()).isEmpty();
        assertThat(firings.preview("default", aJob().schedule(schedule).build(), 5, null)
                        .items())
                .hasSize(1);
    }

    @Test
    void a_preview_begins_now_and_ends_with_the_bounds() {
        assertThat(days(firings.preview("default", daily().maxRuns(2).build(), 5, null)))
                .containsExactly(11, 12);
        assertThat(days(firings.preview("default", daily().end(at(13)).build(), 5, at(10))))
                .containsExactly(10, 11, 12);
        assertThat(firings.preview("default", aJob().build(), 5, null).items())
                .extracting(JobFiring::at)
                .singleElement()
                .matches(at -> !at.isBefore(NOW));
        JobSpec bad =
                daily().schedule(new CronSchedule("nonsense", null, null, null)).build();
        assertThatThrownBy(() -> firings.preview("default", bad, 5, null)).isInstanceOf(InvalidFieldsException.class);
    }

    @Test
    void where_there_is_nothing_to_show_it_is_said_why() {
        assertThat(reason(daily().end(at(13)).build(), at(14)))
                .isEqualTo("the next instant of the schedule, 2026-03-14T00:00:00Z, does not lie before end,"
                        + " 2026-03-13T00:00:00Z");
        assertThat(reason(aJob().schedule(new OnceSchedule(at(9))).build(), at(10)))
                .isEqualTo("the schedule has no instant from 2026-03-10T00:00:00Z on");
        assertThat(reason(aJob().schedule(new ManualSchedule()).build(), null)).contains("by trigger only");
        assertThat(reason(daily().build(), null)).isNull();

        store(daily().maxRuns(3), at(11));
        assertThat(list(50, at(14)).reason()).isEqualTo("no instant is left of maxRuns, 3");
        assertThat(list(50, at(12)).reason()).isNull();
        assertThat(NoFirings.reason(daily().calendars("none").build(), CREATED, NOW))
                .isEqualTo("the calendars leave no instant as far as was looked");
    }

    private String reason(JobSpec spec, Instant from) {
        return firings.preview("default", spec, 5, from).reason();
    }

    @Test
    void jitter_is_shown_as_when_the_run_is_due_and_of_a_job_it_is_that_of_its_runs() {
        JobSpec spec = daily().jitter(Duration.ofHours(2)).build();
        store(daily().jitter(Duration.ofHours(2)), at(11));

        JobFiring first = list(1, null).items().get(0);

        assertThat(first.dueAt()).isEqualTo(new FiringWalk(ID, spec, CREATED, JobCalendars.NONE).due(first.at()));
        assertThat(first.dueAt()).isAfter(first.at());
    }

    @Test
    void blackouts_are_noted_where_they_hold_the_run_or_skip_the_instant() {
        store(daily(), at(11));
        blackouts.add(blackout("hold", at(11).minusSeconds(1), at(11).plusSeconds(1), "default"));
        blackouts.add(blackout("skip", at(13), at(14), "other"));
        blackouts.add(blackout("skip", at(14), at(15)));

        assertThat(list(5, null).items())
                .extracting(JobFiring::note)
                .containsExactly("blackout", null, null, "blackout", null);
    }

    @Test
    void a_pause_leaves_out_what_lies_before_its_end_and_an_open_one_is_noted() {
        store(daily().maxRuns(3), at(11));
        pause(at(14));
        assertThat(days(list(50, null))).containsExactly(14, 15, 16);
        assertThat(days(list(50, at(12)))).containsExactly(14, 15, 16);
        assertThat(days(list(50, at(15)))).containsExactly(15, 16);
        store(daily(), at(11));
        pause(at(14));
        assertThat(list(2, null).items()).extracting(JobFiring::note).containsExactly(null, null);
        assertThat(days(list(2, null))).containsExactly(14, 15);

        store(daily(), at(11));
        pause(null);
        assertThat(days(list(2, null))).containsExactly(11, 12);
        assertThat(list(2, null).items()).extracting(JobFiring::note).containsExactly("paused", "paused");
    }

    @Test
    void a_single_instant_comes_with_the_end_of_the_pause() {
        store(aJob().schedule(new OnceSchedule(at(12))), at(12));
        pause(at(14));

        assertThat(days(list(5, null))).containsExactly(12);
    }

    @Test
    void an_edit_of_a_paused_job_is_shown_from_the_end_of_its_pause_on() {
        EditFirings edits = new EditFirings(
                new Calendars(null),
                new BlackoutRepository(null) {
                    @Override
                    public List<Blackout> endingAfter(Instant moment) {
                        return blackouts;
                    }
                },
                clock);
        JobSpec changed = daily().schedule(new CronSchedule("0 12 * * *", null, null, null))
                .build();
        store(daily(), at(11));
        pause(at(14));

        EditPreview known = edits.compare(stored, changed, null, 2);
        EditPreview once =
                edits.compare(stored, aJob().schedule(new OnceSchedule(at(12))).build(), null, 2);
        pause(null);
        EditPreview open = edits.compare(stored, changed, null, 2);

        assertThat(known.before()).extracting(JobFiring::at).containsExactly(at(14), at(15));
        assertThat(known.after())
                .extracting(JobFiring::at)
                .containsExactly(at(14).plusSeconds(43_200), at(15).plusSeconds(43_200));
        assertThat(known.after()).extracting(JobFiring::note).containsOnlyNulls();
        assertThat(once.after()).extracting(JobFiring::at).containsExactly(at(12));
        assertThat(open.before()).extracting(JobFiring::at).containsExactly(at(11), at(12));
        assertThat(open.after()).extracting(JobFiring::note).containsExactly("paused", "paused");
    }

    private void pause(Instant until) {
        stored.pause(null, "tester", until, Turn.of(stored, NOW, NOW, 0));
    }

    private FiringList list(int count, Instant from) {
        return firings.ofJob("default", ID, count, from);
    }

    private void store(JobSpecs job, Instant cursor) {
        stored = new Job(ID, "default", job.build(), CREATED, cursor);
    }

    private static JobSpecs daily() {
        return aJob().schedule(new CronSchedule("@daily", null, null, null));
    }

    private static Blackout blackout(String policy, Instant from, Instant until, String... queues) {
        BlackoutSpec spec = new BlackoutSpec(from, until, queues.length == 0 ? null : List.of(queues), null, policy);
        return new Blackout("x", spec, false, CREATED, CREATED);
    }

    private static List<Integer> days(FiringList list) {
        return list.items().stream()
                .map(item -> Integer.parseInt(item.local().substring(8, 10)))
                .toList();
    }

    private static Instant at(int day) {
        return Instant.parse("2026-03-%02dT00:00:00Z".formatted(day));
    }
}
