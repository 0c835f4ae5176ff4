package carillon.scenario;

import static carillon.scenario.HistoryBuilder.BEGAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The checker that judges the scenarios must itself catch every fault it is there for. */
class HistoryCheckTest {

    private static final Instant SECOND = Instant.parse("2026-03-01T12:00:02Z");

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void a_history_without_a_fault_has_no_violation() {
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void a_missing_row_of_a_recurring_job_is_caught() {
        history.remove(history.run(history.cron, SECOND));
        assertCaught("has no row for " + SECOND, "counts 4 instants and has 3 rows");
    }

    @Test
    void a_missing_row_of_a_one_shot_job_is_caught() {
        history.remove(history.run(history.crashed));
        assertCaught("\"crashed\" has no row for");
    }

    @Test
    void a_missing_last_row_before_a_pause_is_caught() {
        history.remove(history.run(history.interval, BEGAN.plusSeconds(4)));
        assertCaught("has no row for " + BEGAN.plusSeconds(4), "and has 3 rows");
    }

    @Test
    void a_doubled_row_is_caught() {
        history.add(HistoryRunBuilder.of(history.run(history.interval, BEGAN.plusSeconds(2)))
                .withId(UUID.randomUUID())
                .build());
        assertCaught("has two rows for", "and has 5 rows");
    }

    @Test
    void a_doubled_id_is_caught() {
        history.add(history.run(history.plain));
        assertCaught("has its id twice", "has two rows for", "has 2 runs at once");
    }

    @Test
    void a_row_that_belongs_to_no_instant_is_caught() {
        history.change(history.cron, SECOND, run -> run.scheduledAt(SECOND.minusMillis(1)));
        assertCaught("belongs to no instant", "has no row for " + SECOND);
    }

    @Test
    void a_row_after_a_pause_is_caught() {
        history.add(new HistoryRunBuilder(history.interval.id(), BEGAN.plusSeconds(5))
                .fired(2, BEGAN.plusMillis(5))
                .build());
        assertCaught("belongs to no instant", "and has 5 rows");
    }

    @Test
    void a_row_without_a_job_is_caught() {
        history.add(
                new HistoryRunBuilder(UUID.randomUUID(), BEGAN).fired(0, BEGAN).build());
        assertCaught("has no job");
    }

    @Test
    void an_acknowledged_job_that_is_not_there_is_caught() {
        history.remove(history.run(history.plain)).remove(history.plain);
        assertCaught("was acknowledged and is not there");
    }

    @Test
    void an_earlier_epoch_that_fires_after_a_later_one_is_caught() {
        history.change(history.cron, SECOND.plusSeconds(2), run -> run.fired(1, BEGAN.plusSeconds(9)));
        assertCaught("after epoch 2");
    }

    @Test
    void an_epoch_that_never_was_is_caught() {
        history.change(history.cron, SECOND.plusSeconds(2), run -> run.fired(3, BEGAN.plusSeconds(9)));
        assertCaught("which never was");
    }

    @Test
    void an_early_start_is_caught() {
        history.change(history.cron, SECOND, run -> run.claimedAt(SECOND.minusNanos(1_000)));
        assertCaught("began early", "was claimed before it was due");
    }

    @Test
    void an_early_start_of_an_earlier_attempt_is_caught() {
        HistoryRun run = history.run(history.crashed);
        Instant early = run.scheduledAt().minusMillis(1);
        history.change(run, builder -> builder.earlier(lost(run, 1, HistoryAttempt.CRASHED, early, run.dueAt())));
        assertCaught("began early");
    }

    @Test
    void a_retry_before_its_time_is_caught() {
        HistoryRun run = history.run(history.crashed);
        history.change(run, builder -> builder.dueAt(run.claimedAt().plusMillis(1)));
        assertCaught("was claimed before it was due");
    }

    @Test
    void runs_that_are_still_open_are_caught() {
        HistoryRun run = history.run(history.plain);
        history.change(run, builder -> builder.state("active").finishedAt(null));
        history.change(history.crashed, history.run(history.crashed).scheduledAt(), builder -> builder.state("retrying")
                .finishedAt(null));
        history.change(history.cron, SECOND, builder -> builder.skipped(null)
                .state("scheduled")
                .finishedAt(null));
        assertCaught(", active) is still open", ", retrying) is still open", ", scheduled) is still open");
    }

    @Test
    void a_success_without_an_attempt_is_caught() {
        history.change(history.cron, SECOND, run -> run.attempt(0).member(null).claimedAt(null));
        assertCaught("succeeded without an attempt", "does not say who performed it when");
    }

    @Test
    void a_final_run_without_an_end_is_caught() {
        history.change(history.cron, SECOND, run -> run.finishedAt(null));
        assertCaught("succeeded and has no end", "at once at 2026-03-01T12:00:03", "at once at 2026-03-01T12:00:04");
    }

    @Test
    void a_success_that_is_a_dead_letter_is_caught() {
        history.change(history.cron, SECOND, run -> run.dead(true));
        assertCaught("succeeded and is a dead letter");
    }

    @Test
    void a_failure_that_is_no_dead_letter_is_caught() {
        history.change(history.cron, SECOND, run -> run.state("failed").error("down"));
        assertCaught("failed and is no dead letter");
    }

    @Test
    void a_skipped_instant_without_a_reason_is_caught() {
        history.change(history.cron, SECOND, run -> run.skipped("because"));
        assertCaught("was skipped for no reason");
    }

    @Test
    void a_skipped_instant_with_an_attempt_is_caught() {
        history.change(history.cron, SECOND, run -> run.state("skipped").reason("overlap"));
        assertCaught("was skipped after an attempt");
    }

    @Test
    void a_cancelled_run_without_a_reason_is_caught() {
        history.change(history.cron, SECOND, run -> run.state("cancelled"));
        assertCaught("was cancelled for no reason");
    }

    @Test
    void an_attempt_that_is_not_listed_is_caught() {
        history.change(history.run(history.crashed), run -> run.attempt(3));
        assertCaught("is at attempt 3 and lists 1", "attempt 3 stands at place 2");
    }

    @Test
    void attempts_out_of_order_are_caught() {
        HistoryRun run = history.run(history.crashed);
        HistoryAttempt listed = lost(run, 2, HistoryAttempt.CRASHED, run.scheduledAt(), run.dueAt());
        history.change(run, builder -> builder.earlier(listed));
        assertCaught("attempt 2 stands at place 1", "succeeded without an attempt");
    }

    @Test
    void two_attempts_that_both_succeeded_are_caught() {
        HistoryRun run = history.run(history.crashed);
        HistoryAttempt listed = lost(run, 1, "succeeded", run.scheduledAt(), run.dueAt());
        history.change(run, builder -> builder.earlier(listed).crashes(0).forgiven(0));
        assertCaught("attempt 1 was followed by another though it succeeded");
    }

    @Test
    void of_attempts_that_were_postponed_in_a_row_the_last_is_enough() {
        HistoryRun run = history.run(history.crashed);
        HistoryAttempt last = lost(run, 3, HistoryAttempt.POSTPONED, run.scheduledAt(), run.dueAt());
        history.change(
                run, builder -> builder.earlier(last).attempt(4).forgiven(3).crashes(0));
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void a_postponed_attempt_that_is_not_forgiven_is_caught() {
        HistoryRun run = history.run(history.crashed);
        HistoryAttempt last = lost(run, 3, HistoryAttempt.POSTPONED, run.scheduledAt(), run.dueAt());
        history.change(
                run, builder -> builder.earlier(last).attempt(4).forgiven(2).crashes(0));
        assertCaught("forgives 2 attempts and lists 3");
    }

    @Test
    void a_crash_that_is_not_counted_is_caught() {
        history.change(history.run(history.crashed), run -> run.crashes(0));
        assertCaught("counts 0 crashes and lists 1");
    }

    @Test
    void a_hand_back_that_is_not_forgiven_is_caught() {
        history.change(history.run(history.handedBack), run -> run.forgiven(0));
        assertCaught("forgives 0 attempts and lists 1");
    }

    @Test
    void two_attempts_of_a_run_at_once_are_caught() {
        HistoryRun run = history.run(history.crashed);
        Instant late = run.claimedAt().plusMillis(1);
        history.change(run, builder -> builder.earlier(lost(run, 1, HistoryAttempt.CRASHED, run.scheduledAt(), late)));
        assertCaught("attempt 1 was under way when the next began", "has 2 runs at once");
    }

    @Test
    void an_attempt_that_ended_before_it_began_is_caught() {
        history.change(history.run(history.plain), run -> run.finishedAt(BEGAN));
        assertCaught("attempt 1 ended before it began");
    }

    @Test
    void two_runs_of_a_job_at_once_are_caught() {
        history.change(history.cron, SECOND, run -> run.finishedAt(SECOND.plusMillis(1_011)));
        assertCaught("\"cron\" has 2 runs at once");
    }

    @Test
    void a_catch_up_that_exceeds_its_limit_is_caught() {
        history.change(history.caughtUp, BEGAN.plusSeconds(4), run -> run.batch(history.batch));
        assertCaught("\"caught up\" has too many runs in one catch-up");
    }

    @Test
    void a_missed_instant_that_is_not_caught_up_with_is_caught() {
        history.change(history.caughtUp, BEGAN.plusSeconds(2), run -> run.batch(null));
        assertCaught("\"caught up\" has not caught up with");
    }

    @Test
    void a_catch_up_that_was_cancelled_may_end_before_its_limit() {
        history.told.cancelled(history.batch);
        history.change(history.caughtUp, BEGAN.plusSeconds(2), run -> run.skipped("misfire"));
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void a_skipped_instant_that_its_policy_would_not_skip_is_caught() {
        history.change(history.caughtUp, BEGAN.plusSeconds(4), run -> run.skipped("coalesced"));
        history.change(history.interval, BEGAN.plusSeconds(4), run -> run.skipped("misfire"));
        assertCaught("catches up, and has coalesced", "coalesces, and has skipped as missed");
    }

    @Test
    void a_run_of_a_catch_up_that_its_policy_does_not_have_is_caught() {
        history.change(history.interval, BEGAN.plusSeconds(4), run -> run.batch(history.batch));
        assertCaught("does not catch up, and has in a batch");
    }

    @Test
    void an_instant_that_was_coalesced_into_none_is_caught() {
        history.change(history.coalesced, BEGAN.plusSeconds(4), run -> run.skipped("coalesced"));
        assertCaught("\"coalesced\" has coalesced into no later instant");
    }

    @Test
    void instants_of_a_cron_rule_with_a_step_are_known() {
        HistoryJob step = HistoryBuilder.job("step", "{'type':'cron','expression':'*/5 * * * * *'}", false);
        assertThat(HistoryInstants.of(step, Instant.parse("2026-03-01T12:00:10Z")))
                .containsExactly(Instant.parse("2026-03-01T12:00:05Z"), Instant.parse("2026-03-01T12:00:10Z"));
    }

    private static HistoryAttempt lost(HistoryRun run, int number, String outcome, Instant began, Instant ended) {
        return new HistoryAttempt(number, UUID.randomUUID(), outcome, began, ended);
    }

    /** Just these violations: a fault that sets off others hides which rule caught it. */
    private void assertCaught(String... parts) {
        assertThat(history.violations()).hasSize(parts.length);
        assertThat(String.join("\n", history.violations())).contains(parts);
    }
}
