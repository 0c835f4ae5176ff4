package carillon.scenario;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Ids;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The triggers of the scenarios on the real schema, and faults that are planted in a real database. */
class JournalTablesTest {

    private final TestStore store = TestStore.empty();
    private final UUID member = store.member();
    private final UUID other = store.member();
    private final Instant now = store.now();
    private UUID job;

    @BeforeEach
    void install() {
        store.execute("create table run_of_journal partition of run default");
        job = store.job(aJob().build(), now, null);
        JournalTables.install(store.source());
    }

    @AfterEach
    void remove() {
        JournalTables.remove(store.source());
        store.execute("drop table run_of_journal");
    }

    @Test
    void the_life_of_a_run_is_written_down_change_by_change() {
        store.execute("update timer_lease set epoch = 1, owner = ?", member);
        UUID run = fire(now, 1);
        claim(run, member);
        end(run, "retrying");
        claim(run, other);
        end(run, "succeeded");

        List<JournalEntry> entries =
                new JournalReader(store.source()).readAfter(0).entries();

        assertThat(entries)
                .extracting(JournalEntry::kind)
                .containsExactly(
                        JournalEntry.Kind.LEASE,
                        JournalEntry.Kind.FIRED,
                        JournalEntry.Kind.CHANGED,
                        JournalEntry.Kind.CHANGED,
                        JournalEntry.Kind.CHANGED,
                        JournalEntry.Kind.CHANGED);
        assertThat(entries)
                .extracting(JournalEntry::after)
                .containsExactly(null, "scheduled", "active", "retrying", "active", "succeeded");
        assertThat(entries).extracting(JournalEntry::attempt).containsExactly(0, 0, 1, 1, 2, 2);
        assertThat(entries)
                .extracting(JournalEntry::member)
                .containsExactly(member, null, member, member, other, other);
        assertThat(entries.get(5).outcome()).isEqualTo("failed");
        assertThat(violations()).isEmpty();
    }

    @Test
    void a_statement_that_changes_many_runs_writes_one_entry_for_each() {
        fire(now, 0);
        fire(now.plusMillis(1), 0);
        store.execute("update run set state = 'cancelled', reason = 'told so', finished_at = now()");

        assertThat(new JournalReader(store.source()).readAfter(2).entries())
                .extracting(JournalEntry::after)
                .containsExactly("cancelled", "cancelled");
    }

    @Test
    void what_leaves_the_state_as_it_is_is_not_written_down() {
        fire(now, 0);
        store.execute("update run set priority = 9, blocked = true");

        assertThat(new JournalReader(store.source()).readAfter(1).entries()).isEmpty();
    }

    @Test
    void heartbeats_and_the_standing_of_members_are_told_apart() {
        store.execute("update member set heartbeat_at = clock_timestamp() where id = ?", member);
        store.execute("update member set state = 'gone' where id = ?", member);
        store.execute("delete from member where id = ?", member);

        List<JournalEntry> entries =
                new JournalReader(store.source()).readAfter(0).entries();

        assertThat(entries)
                .extracting(JournalEntry::kind)
                .containsExactly(JournalEntry.Kind.HEARTBEAT, JournalEntry.Kind.MEMBER, JournalEntry.Kind.MEMBER);
        assertThat(entries).extracting(JournalEntry::after).containsExactly("up", "gone", null);
    }

    @Test
    void what_is_rolled_back_leaves_no_entry() throws SQLException {
        UUID run = fire(now, 0);
        try (Connection connection = store.source().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update run set state = 'active', attempt = 1 where id = '" + run + "'");
            connection.rollback();
        }

        assertThat(new JournalReader(store.source()).readAfter(1).entries()).isEmpty();
    }

    @Test
    void a_second_result_in_the_database_is_caught() {
        UUID run = fire(now, 0);
        claim(run, member);
        end(run, "succeeded");
        claim(run, other);
        end(run, "succeeded");

        assertCaught("may not follow", "is the second result of its run");
    }

    @Test
    void an_early_claim_in_the_database_is_caught() {
        UUID run = fire(now.plusSeconds(60), 0);
        claim(run, member);
        end(run, "succeeded");

        assertCaught("was not due before", "is scheduled at");
    }

    @Test
    void two_runs_of_a_job_at_once_in_the_database_are_caught() {
        UUID first = fire(now, 0);
        UUID second = fire(now.plusMillis(1), 0);
        claim(first, member);
        claim(second, other);
        end(first, "succeeded");
        end(second, "succeeded");

        assertCaught("is one of 2 of job " + job + ", which has 1");
    }

    @Test
    void a_queue_beyond_its_bound_in_the_database_is_caught() {
        store.execute("update queue set max_active = 1 where name = 'default'");
        twoJobsAtOnce();

        assertCaught("is one of 2 of queue default, which has 1");
    }

    @Test
    void a_tenant_beyond_its_bound_in_the_database_is_caught() {
        store.execute("insert into tenant (id, max_active) values ('default', 1)");
        twoJobsAtOnce();

        assertCaught("is one of 2 of tenant default, which has 1");
    }

    @Test
    void bounds_of_queues_and_tenants_that_are_kept_are_no_violation() {
        store.execute("update queue set max_active = 2 where name = 'default'");
        store.execute("insert into tenant (id, max_active) values ('default', 2)");
        twoJobsAtOnce();

        assertThat(violations()).isEmpty();
    }

    @Test
    void a_claim_of_a_member_that_was_given_up_long_ago_is_caught() {
        UUID run = fire(now, 0);
        store.execute("update member set state = 'gone' where id = ?", member);
        store.execute("update journal.entry set at = at - interval '6 seconds' where kind = 'MEMBER'");
        claim(run, member);
        end(run, "succeeded");

        assertCaught("was claimed by a member that was given up");
    }

    @Test
    void a_deposed_timer_that_fires_in_the_database_is_caught() {
        store.execute("update timer_lease set epoch = 1, owner = ?", member);
        store.execute("update timer_lease set epoch = 2, owner = ?", other);
        UUID run = fire(now, 1);
        claim(run, member);
        end(run, "succeeded");

        assertCaught("was fired by an epoch older than 2");
    }

    @Test
    void a_row_that_was_deleted_or_changed_unseen_is_caught() {
        UUID deleted = fire(now, 0);
        UUID changed = fire(now.plusMillis(1), 0);
        for (UUID run : List.of(deleted, changed)) {
            claim(run, member);
            end(run, "succeeded");
        }
        store.execute("alter table run disable trigger user");
        store.execute("delete from run where id = ?", deleted);
        store.execute("update run set state = 'failed' where id = ?", changed);
        store.execute("alter table run enable trigger user");

        assertCaught("there is none any more", "is not what");
    }

    private void twoJobsAtOnce() {
        UUID first = fire(now, 0);
        job = store.job(aJob().named("other").build(), now, null);
        UUID second = fire(now.plusMillis(1), 0);
        claim(first, member);
        claim(second, other);
        end(first, "succeeded");
        end(second, "succeeded");
    }

    private UUID fire(Instant at, long epoch) {
        UUID run = Ids.random(at);
        store.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue)
                values (?, ?, ?, ?, clock_timestamp(), ?, 'scheduled', 5, 'default', 'default')""",
                run,
                job,
                TestStore.time(at),
                TestStore.time(at),
                epoch);
        return run;
    }

    private void claim(UUID run, UUID by) {
        store.execute(
                "update run set state = 'active', attempt = attempt + 1, member = ?, claimed_at = clock_timestamp() where id = ?",
                by,
                run);
    }

    private void end(UUID run, String state) {
        store.execute(
                """
                update run
                   set state = ?::run_state,
                       finished_at = case when ?::text <> 'retrying' then clock_timestamp() end,
                       attempts = case when ?::text = 'retrying' then '[{"number": 1, "outcome": "failed"}]'::jsonb
                                       else attempts end
                 where id = ?""",
                state,
                state,
                state,
                run);
    }

    private List<String> violations() {
        Journal journal = new JournalReader(store.source()).readAfter(0);
        // Only rows and places are asked of it, and these rows are not whole enough for HistoryReader.
        List<HistoryRun> rows = store.column("select id::text || ' ' || state || ' ' || attempt from run").stream()
                .map(row -> row((String) row))
                .toList();
        HistoryJob plain = HistoryBuilder.job("plain", "{'type':'now'}", true);
        HistoryJob itself = new HistoryJob(job, plain.name(), plain.spec(), plain.createdAt(), true, 0);
        return JournalCheck.violations(journal, new History(List.of(itself), rows, 2, now));
    }

    private HistoryRun row(String text) {
        String[] columns = text.split(" ");
        return new HistoryRunBuilder(job, now)
                .withId(UUID.fromString(columns[0]))
                .state(columns[1])
                .attempt(Integer.parseInt(columns[2]))
                .build();
    }

    /** Just these violations. */
    private void assertCaught(String... parts) {
        List<String> violations = violations();
        assertThat(violations).hasSize(parts.length);
        assertThat(String.join("\n", violations)).contains(parts);
    }
}
