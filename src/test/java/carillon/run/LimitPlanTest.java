package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.DataSources;
import carillon.platform.Lane;
import carillon.test.JobSpecs;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What claims of limited runs and the hand-off by lanes read goes by indexes, with plans that were made from statistics of a
 * day without a limit and 20,000 final runs, when 20,000 wait and 60 of them are held. The plans are the generic ones, with the
 * options of the relaxed pool.
 */
class LimitPlanTest {

    private static final TestStore STORE = TestStore.empty();
    private static final String TODAY = "run_" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
    private static final String OPEN = TODAY + "_queue_tenant_blocked_target_priority_due_at_idx";

    private static UUID job;
    private static UUID member;

    @BeforeAll
    static void fill() {
        Instant now = STORE.now();
        RunDays.around(STORE);
        job = STORE.job(JobSpecs.aJob().build(), now, null);
        member = STORE.member();
        STORE.execute("insert into queue (name) values ('q0'), ('q1')");
        rows("now()", "'succeeded'", "false");
        STORE.execute("analyze");
        rows("null", "case when i <= 60 then 'active' else 'scheduled' end::run_state", "i <= 60");
        STORE.execute("insert into limit_place select id, queue, tenant from run where held");
        STORE.execute("update queue set max_active = 100, rate_per_second = 10 where name = 'q0'");
        STORE.execute("insert into queue_rate values ('q0', 5, now())");
        STORE.execute("insert into tenant values ('t0', 100)");
        STORE.execute("insert into limit_reserve values (gen_random_uuid(), true, 't0', ?, 20)", member);
    }

    private static void rows(String finishedAt, String state, String held) {
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                                 queue, held)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 60000 + i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(),
                       %s, 1, %s, i %% 10, 't' || i %% 3, 'q' || i %% 2, %s
                  from generate_series(1, 20000) i"""
                        .formatted(finishedAt, state, held),
                job);
    }

    @Test
    void a_claim_finds_its_runs_by_the_primary_key_and_counts_by_what_is_held() throws SQLException {
        String plan = plan(
                LimitedClaimRepository.ADMIT,
                "uuid[],uuid,uuid,boolean,uuid,uuid",
                "'%s', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', false, '%s', '%s'"
                        .formatted(ids(), member, member));

        assertThat(plan)
                .contains(TODAY + "_pkey", "limit_place_queue", "limit_place_tenant")
                .doesNotContain("Seq Scan on run", OPEN, "Rows Removed by Join Filter");
        holds(plan);
    }

    @Test
    void the_locks_and_the_payment_go_by_the_primary_key() throws SQLException {
        String bounds = "'00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
        String lock = plan(LimitedClaimRepository.LOCK, "uuid[],uuid,uuid", "'%s', %s".formatted(ids(), bounds));
        String pay = plan(LimitedClaimRepository.PAY, "uuid,uuid,uuid", bounds + ", '" + member + "'");

        assertThat(lock).contains(TODAY + "_pkey").doesNotContain("Seq Scan on run", OPEN);
        assertThat(pay).contains("_pkey").doesNotContain("Seq Scan on run", OPEN);
    }

    @Test
    void what_fits_is_claimed_by_the_primary_key_and_counted_by_what_is_held() throws SQLException {
        String bounds = "'00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
        String plan = plan(
                LimitedClaimRepository.CLAIM_FITTING,
                "uuid[],uuid,uuid,boolean,uuid,uuid,uuid,uuid,uuid,uuid,uuid",
                "'%1$s', %3$s, false, '%2$s', '%2$s', '%2$s', %3$s, '%2$s', '%2$s'".formatted(ids(), member, bounds));

        assertThat(plan)
                .contains(TODAY + "_pkey", "limit_place_queue", "limit_place_tenant", "Update on " + TODAY)
                .doesNotContain("Seq Scan on run", "Bitmap", OPEN);
        holds(plan);
    }

    @Test
    void claims_of_reserves_and_what_counts_them_later_go_by_the_primary_key() throws SQLException {
        String bounds = "'00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
        String reserve = (String) STORE.value("select id::text from limit_reserve");
        String claim = plan(
                ReservedClaimRepository.CLAIM,
                "uuid[],uuid,uuid[],uuid,uuid,uuid,uuid",
                "'{%4$s}', '%2$s', '%1$s', %3$s, '%2$s', '%2$s'".formatted(ids(), member, bounds, reserve));
        String hold = plan(
                ReserveRepository.HOLD,
                "uuid[],uuid,uuid,uuid",
                "'%1$s', %3$s, '%2$s'".formatted(ids(), member, bounds));
        String rated = plan(
                RatedClaimRepository.CLAIM,
                "text[],int,uuid,uuid[],uuid,uuid,uuid,uuid",
                "'{q/q0,t/t0}', 3, '%2$s', '%1$s', %3$s, '%2$s', '%2$s'".formatted(ids(), member, bounds));

        assertThat(claim).contains(TODAY + "_pkey", "limit_reserve_pkey", "LockRows");
        assertThat(rated).contains(TODAY + "_pkey", "limit_place_queue", "limit_place_tenant");
        for (String plan : List.of(claim, hold, rated)) {
            assertThat(plan).contains("_pkey").doesNotContain("Seq Scan on run", "Bitmap", OPEN);
            holds(plan);
        }
    }

    @Test
    void the_room_that_limits_leave_is_counted_by_what_is_held() throws SQLException {
        String plan = plan(LimitRepository.ROOM, "", "");

        assertThat(plan)
                .contains("limit_place_queue", "limit_place_tenant")
                .doesNotContain("Seq Scan", "Bitmap", "on run");
        holds(plan);
    }

    @Test
    void lanes_are_found_from_lane_to_lane_and_what_is_due_in_them_by_priority() throws SQLException {
        WaitingRepository waiting = new WaitingRepository(STORE.database());
        String due = plan(WaitingRepository.DUE, "text[],text[],int,text,int", "'{q0,q1}', '{t0,t1}', 50, 'PT1M', 50");
        String lanes = plan(WaitingRepository.LANES + "select queue, tenant from lane", "", "");
        String coming = plan(WaitingRepository.COMING, "text,int,int", "'PT2S', 100, 100");

        assertThat(waiting.lanes())
                .containsExactlyInAnyOrder(
                        new Lane("q0", "t0"),
                        new Lane("q0", "t1"),
                        new Lane("q0", "t2"),
                        new Lane("q1", "t0"),
                        new Lane("q1", "t1"),
                        new Lane("q1", "t2"));
        assertThat(due).contains(OPEN).doesNotContain("Seq Scan on run");
        assertThat(coming).contains(OPEN).doesNotContain("Seq Scan on run");
        assertThat(lanes).contains(OPEN).doesNotContain("Seq Scan on run");
        List.of(due, coming, lanes).forEach(LimitPlanTest::holds);
        assertThat(waiting.coming(Duration.ofSeconds(2), 10)).isEmpty();
    }

    /** Nothing is read that does not count. */
    private static void holds(String plan) {
        assertThat(plan).doesNotContainPattern("Rows Removed by Filter: [0-9]{4}");
    }

    private static String ids() {
        return (String) STORE.value(
                "select array(select id from run where finished_at is null and state = 'scheduled' limit 20)::text");
    }

    private static String plan(String sql, String types, String values) throws SQLException {
        try (Connection connection = STORE.source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String option : DataSources.RELAXED_OPTIONS.split("-c ")) {
                if (!option.isBlank()) {
                    statement.execute("set " + option);
                }
            }
            connection.setAutoCommit(false);
            statement.execute("set local carillon.locked = '{q/q0,t/t0}'");
            statement.execute("set local carillon.admitted = '" + ids() + "'");
            statement.execute("prepare it" + (types.isEmpty() ? "" : " (" + types + ")") + " as " + numbered(sql));
            StringBuilder plan = new StringBuilder();
            try (ResultSet row = statement.executeQuery(
                    "explain (analyze) execute it" + (values.isEmpty() ? "" : "(" + values + ")"))) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
            connection.rollback();
            return plan.toString();
        }
    }

    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        int next = 1;
        for (char each : sql.toCharArray()) {
            numbered.append(each == '?' ? "$" + next++ : Character.toString(each));
        }
        return numbered.toString();
    }
}
