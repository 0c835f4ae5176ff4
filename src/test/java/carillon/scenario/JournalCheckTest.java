package carillon.scenario;

import static carillon.scenario.JournalBuilder.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The checker of journals must itself catch every fault it is there for. */
class JournalCheckTest {

    private final JournalBuilder journal = new JournalBuilder();

    @Test
    void a_journal_without_a_fault_has_no_violation() {
        assertThat(journal.violations()).isEmpty();
        assertThat(journal.callViolations()).isEmpty();
    }

    @Test
    void a_second_row_of_an_instant_is_caught() {
        UUID run = journal.fired(journal.plain, 10, 1, null);
        journal.change(run, 20, "skipped", "overlap");
        assertCaught("was fired again for 2026-03-01T12:00:00.010Z");
    }

    @Test
    void a_row_that_was_written_twice_is_caught() {
        journal.entry(journal.plain, 1).kind = JournalEntry.Kind.FIRED;
        assertCaught("was fired again", "was fired twice", "counts from attempt 0");
    }

    @Test
    void an_epoch_that_fires_after_its_successor_is_caught() {
        journal.entry(journal.keyed, 0).epoch = 1;
        assertCaught("was fired by an epoch older than 2");
    }

    @Test
    void an_epoch_that_has_two_owners_is_caught() {
        journal.lease(5_000, 2, journal.one);
        assertCaught("has no epoch of its own");
    }

    @Test
    void an_epoch_that_was_left_out_is_caught() {
        journal.lease(13_000, 4, journal.one);
        assertCaught("follows epoch 2");
    }

    @Test
    void a_change_that_is_not_allowed_is_caught() {
        journal.entry(journal.plain, 2).after = "scheduled";
        assertCaught("may not follow", "was left open");
    }

    @Test
    void two_attempts_that_both_commit_a_result_are_caught() {
        JournalDraft late = journal.change(journal.run(journal.crashing), 12_500, "succeeded", null);
        late.member = journal.one;
        assertCaught("may not follow", "is the second result of its run");
    }

    @Test
    void a_failure_that_is_attempted_again_by_itself_is_caught() {
        journal.entry(journal.keyed, 5).reason = null;
        assertCaught("began again by itself");
    }

    @Test
    void attempts_that_grow_by_two_are_caught() {
        journal.entry(journal.plain, 1).attempt = 2;
        journal.entry(journal.plain, 2).attemptBefore = 2;
        journal.entry(journal.plain, 2).attempt = 2;
        assertCaught("counts from attempt 0");
    }

    @Test
    void an_attempt_that_ends_with_another_number_is_caught() {
        journal.entry(journal.plain, 2).attempt = 2;
        assertCaught("counts from attempt 1");
    }

    @Test
    void a_change_that_nobody_saw_is_caught() {
        journal.remove(journal.entry(journal.failing, 3));
        assertCaught("was changed unseen");
    }

    @Test
    void a_claim_by_nobody_is_caught() {
        journal.entry(journal.plain, 1).member = null;
        journal.entry(journal.plain, 2).memberBefore = null;
        journal.entry(journal.plain, 2).member = null;
        assertCaught("was claimed by nobody", "ended an attempt of null");
    }

    @Test
    void an_attempt_that_somebody_else_ends_is_caught() {
        journal.entry(journal.plain, 2).member = journal.other;
        assertCaught("ended an attempt of " + journal.one);
    }

    @Test
    void a_claim_before_the_instant_is_caught() {
        journal.entry(journal.plain, 0).at = at(5);
        journal.entry(journal.plain, 1).at = at(9);
        assertCaught("was not due before 2026-03-01T12:00:00.010Z", "is scheduled at 2026-03-01T12:00:00.010Z");
    }

    @Test
    void a_claim_before_the_pause_is_over_is_caught() {
        journal.entry(journal.failing, 3).at = at(1_049);
        assertCaught("was not due before 2026-03-01T12:00:01.050Z");
    }

    @Test
    void two_runs_of_a_job_at_once_are_caught() {
        UUID run = journal.fired(journal.plain, 12, 1, null);
        journal.claimed(run, 25, journal.other);
        journal.ended(run, 35, "succeeded", null, null);
        assertCaught("is one of 2 of job " + journal.plain.id() + ", which has 1");
    }

    @Test
    void two_runs_of_a_key_at_once_are_caught() {
        UUID run = journal.fired(journal.plain, 12_052, 2, "tenants");
        journal.claimed(run, 12_065, journal.other);
        journal.ended(run, 12_069, "succeeded", null, null);
        assertCaught("is one of 2 of key tenants, which has 1");
    }

    @Test
    void a_queue_beyond_its_bound_is_caught() {
        journal.queues.put("default", 1);
        assertCaught("of queue default, which has 1");
    }

    @Test
    void a_tenant_beyond_its_bound_is_caught() {
        journal.tenants.put("default", 1);
        assertCaught("of tenant default, which has 1");
    }

    @Test
    void a_member_that_was_given_up_and_ends_what_was_taken_from_it_is_caught() {
        JournalDraft claim = journal.entry(journal.crashing, 3);
        claim.member = journal.one;
        claim.attempt = 1;
        JournalDraft end = journal.entry(journal.crashing, 4);
        end.member = journal.one;
        end.memberBefore = journal.one;
        end.attempt = 1;
        end.attemptBefore = 1;
        assertCaught("counts from attempt 1", "ended an attempt that was taken from it");
    }

    @Test
    void a_member_that_was_given_up_and_claims_is_caught() {
        journal.backAt(at(17_600));
        UUID run = journal.fired(journal.plain, 12_001, 2, null);
        journal.claimed(run, 17_500, journal.one);
        journal.ended(run, 17_501, "succeeded", null, null);
        assertCaught("was claimed by a member that was given up");
    }

    @Test
    void a_run_that_is_left_open_is_caught() {
        journal.change(journal.run(journal.keyed), 13_000, "retrying", "retried");
        assertCaught("was left open");
    }

    @Test
    void a_row_that_is_gone_is_caught() {
        List<HistoryRun> rows = new ArrayList<>(journal.rows());
        rows.removeIf(row -> row.job().equals(journal.plain.id()));
        assertThat(journal.violations(rows)).singleElement().asString().contains("there is none any more");
    }

    @Test
    void a_row_that_was_fired_ahead_and_deleted_may_come_again() {
        UUID run = journal.fired(journal.plain, 2_000, 1, null);
        journal.deleted(run, 2_010);
        JournalDraft again = journal.change(run, 2_020, "scheduled", null);
        again.kind = JournalEntry.Kind.FIRED;
        again.before = null;
        journal.change(run, 2_030, "skipped", "overlap");
        assertThat(journal.violations()).isEmpty();
    }

    @Test
    void a_row_that_was_deleted_after_an_attempt_is_caught() {
        journal.deleted(journal.run(journal.failing), 5_000);
        List<HistoryRun> rows = new ArrayList<>(journal.rows());
        rows.removeIf(row -> row.job().equals(journal.failing.id()));
        assertThat(journal.violations(rows)).singleElement().asString().contains("was deleted after an attempt");
    }

    @Test
    void a_row_that_is_there_though_it_was_deleted_is_caught() {
        UUID run = journal.fired(journal.plain, 2_000, 1, null);
        journal.deleted(run, 2_010);
        assertCaught("is there after");
    }

    @Test
    void a_row_that_was_changed_unseen_is_caught() {
        List<HistoryRun> rows = new ArrayList<>(journal.rows());
        rows.replaceAll(row -> row.job().equals(journal.plain.id())
                ? HistoryRunBuilder.of(row).state("failed").build()
                : row);
        assertThat(journal.violations(rows)).singleElement().asString().contains("is not what");
    }

    @Test
    void a_call_that_nobody_claimed_is_caught() {
        journal.calls.add(new Call(journal.run(journal.plain), 2, at(100), 200));
        assertThat(journal.callViolations()).singleElement().asString().contains("belongs to no claim");
    }

    @Test
    void a_call_before_its_instant_is_caught() {
        journal.calls.add(new Call(journal.run(journal.plain), 1, at(9), 503));
        assertThat(journal.callViolations()).singleElement().asString().contains("came early");
    }

    @Test
    void a_result_without_a_call_is_caught() {
        journal.calls.clear();
        assertThat(journal.callViolations()).singleElement().asString().contains("its target knows nothing of it");
    }

    @Test
    void a_result_of_a_target_that_has_only_taken_over_is_caught() {
        journal.calls.clear();
        journal.calls.add(new Call(journal.run(journal.plain), 1, at(25), Call.TAKEN_OVER));
        assertThat(journal.callViolations()).singleElement().asString().contains("its target knows nothing of it");
    }

    @Test
    void a_callback_that_was_confirmed_and_is_not_kept_is_caught() {
        journal.confirmed.add(new Call(journal.run(journal.plain), 1, at(25), 200));
        assertThat(journal.callViolations()).isEmpty();

        journal.confirmed.add(new Call(journal.run(journal.failing), 1, at(45), 200));
        assertThat(journal.callViolations()).singleElement().asString().contains("did not succeed");
    }

    /** Just these violations: a fault that sets off others hides which rule caught it. */
    private void assertCaught(String... parts) {
        List<String> violations = journal.violations();
        assertThat(violations).hasSize(parts.length);
        assertThat(String.join("\n", violations)).contains(parts);
    }
}
