package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.platform.DataSources;
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
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claims are planned once for a connection, from statistics that know nothing of open runs with a key. They stay on their
 * indexes all the same: the plan is the generic one, with the options of the relaxed pool.
 */
class KeyedPlanTest {

    private static final String TODAY = "run_" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);

    private final TestStore store = TestStore.empty();
    private UUID job;

    @BeforeEach
    void partitions() {
        Instant now = store.now();
        RunDays.around(store);
        job = store.job(
                JobSpecs.aJob()
                        .schedule(new IntervalSchedule(Duration.ofSeconds(1), null))
                        .build(),
                now,
                null);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000})
    void statistics_from_before_the_first_keyed_run_do_not_lead_a_claim_astray(int finished) throws SQLException {
        UUID member = store.member();

        String plan = plan(
                finished,
                KeyedClaimRepository.CLAIM_KEYED,
                "uuid[],uuid,uuid,uuid,uuid,uuid[],uuid,uuid",
                () ->
                        "'%1$s', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '%2$s', '%2$s', '%1$s', '%2$s', '%2$s'"
                                .formatted(open("id"), member));

        holds(plan);
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000})
    void statistics_from_before_the_first_keyed_run_do_not_lead_a_claim_of_lone_ones_astray(int finished)
            throws SQLException {
        UUID member = store.member();

        String plan = plan(
                finished,
                LoneClaimRepository.CLAIM,
                "uuid,uuid[],uuid,uuid,uuid,uuid",
                () ->
                        "'%2$s', '%1$s', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '%2$s', '%2$s'"
                                .formatted(open("id"), member));

        assertThat(plan)
                .contains(TODAY + "_case_idx", TODAY + "_case_expr_id_idx", TODAY + "_pkey")
                .doesNotContain("Seq Scan on run", "Seq Scan on " + TODAY)
                .doesNotContain("_queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(TODAY + "_job_id_id_idx", "Merge Join", "Hash Join")
                .doesNotContainPattern("Rows Removed by Filter: [0-9]{4}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000})
    void statistics_from_before_the_first_keyed_run_do_not_lead_a_release_astray(int finished) throws SQLException {
        holds(plan(finished, PlaceRepository.RELEASE, "text[]", () -> "'" + open("concurrency_key") + "'"));
    }

    /** The few rows of queue are read in the order of their index: a scan of them would hide what run's indexes cost. */
    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000})
    void a_claim_of_runs_without_a_key_goes_by_the_primary_key(int finished) throws SQLException {
        UUID member = store.member();

        String plan = plan(
                finished,
                ClaimRepository.CLAIM,
                "uuid,uuid[],uuid,uuid,uuid,uuid",
                () ->
                        "'%2$s', '%1$s', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '%2$s', '%2$s'"
                                .formatted(open("id"), member));

        assertThat(plan).contains(TODAY + "_pkey").doesNotContain(TODAY + "_job_id_id_idx", "Seq Scan");
    }

    private String open(String column) {
        return (String) store.value("select array(select " + column
                + " from run where finished_at is null and concurrency_key is not null order by id limit 40)::text");
    }

    /** Nothing is read but what the keys' indexes and the primary keys lead to. */
    private static void holds(String plan) {
        assertThat(plan)
                .contains(TODAY + "_case_idx", TODAY + "_pkey")
                .doesNotContain("Seq Scan on run", "Seq Scan on " + TODAY)
                .doesNotContain("_queue_tenant_blocked_target_priority_due_at_idx")
                .doesNotContain(TODAY + "_job_id_id_idx")
                .doesNotContain("Merge Join", "Hash Join", "Join Filter: (run", "job_id = j")
                .doesNotContainPattern("Rows Removed by Filter: [0-9]{4}");
    }

    private static String rows(String finishedAt, String state, String key) {
        return """
            insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                             queue, concurrency_key, blocked)
            select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - 60000 + i), 3, 6)
                     || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, ?, now(), now(), now(),
                   %s, 1, %s, i %% 10, 'default', 'default', %s, i %% 2 = 0
              from generate_series(1, ?) i"""
                .formatted(finishedAt, state, key);
    }

    /**
     * The plan that a connection has made when there were final runs without a key alone, and analyzed, as it works on
     * 5,000 open ones with a key that came after.
     */
    private String plan(int finished, String sql, String types, Supplier<String> values) throws SQLException {
        store.execute(rows("now()", "'succeeded'", "null"), job, finished);
        store.execute("analyze");
        try (Connection connection = store.source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String option : DataSources.RELAXED_OPTIONS.split("-c ")) {
                if (!option.isBlank()) {
                    statement.execute("set " + option);
                }
            }
            statement.execute("prepare keyed (" + types + ") as " + numbered(sql));
            statement.execute("explain execute keyed (" + values.get() + ")");
            store.execute(rows("null", "'scheduled'", "'key' || i"), job, 5_000);
            StringBuilder plan = new StringBuilder();
            try (ResultSet row = statement.executeQuery("explain (analyze) execute keyed (" + values.get() + ")")) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
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
