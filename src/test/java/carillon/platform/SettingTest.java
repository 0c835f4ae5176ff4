package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.test.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

    /** Keys and defaults are an interface: operators write them into files that we never see. */
    private static final Map<String, String> DEFAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry("carillon.roles", "api,timer,worker"),
            Map.entry("carillon.api.requests", "20"),
            Map.entry("carillon.member.host", ""),
            Map.entry("carillon.member.port", "8080"),
            Map.entry("carillon.member.name", ""),
            Map.entry("carillon.db.url", "jdbc:postgresql://localhost:5432/carillon"),
            Map.entry("carillon.db.user", "carillon"),
            Map.entry("carillon.db.password", ""),
            Map.entry("carillon.api.max-body", "1114112"),
            Map.entry("carillon.api.max-bulk-body", "33554432"),
            Map.entry("carillon.events.listeners", "100"),
            Map.entry("carillon.schedule.zone", "UTC"),
            Map.entry("carillon.timer.horizon", "PT5S"),
            Map.entry("carillon.timer.batch", "500"),
            Map.entry("carillon.timer.max-ahead", "100000"),
            Map.entry("carillon.timer.prune", "PT1H"),
            Map.entry("carillon.queue.bound", "10000"),
            Map.entry("carillon.queue.ageing", "PT1M"),
            Map.entry("carillon.queue.max-backlog", "1000000"),
            Map.entry("carillon.api.max-database-wait", "PT2S"),
            Map.entry("carillon.worker.slots", "20"),
            Map.entry("carillon.worker.stop-grace", "PT30S"),
            Map.entry("carillon.run.log-limit", "1048576"),
            Map.entry("carillon.run.log-followers", "100"),
            Map.entry("carillon.http.connect-timeout", "PT10S"),
            Map.entry("carillon.http.signing-keys", ""),
            Map.entry("carillon.process.allow", ""),
            Map.entry("carillon.process.slots", "5"),
            Map.entry("carillon.process.memory", "2048"),
            Map.entry("carillon.process.cpu-time", "PT30M"),
            Map.entry("carillon.process.directory", ""),
            Map.entry("carillon.process.files", ""),
            Map.entry("carillon.http.allow", ""),
            Map.entry("carillon.http.slots", "200"),
            Map.entry("carillon.http.per-host", "64"),
            Map.entry("carillon.http.breaker-failures", "10"),
            Map.entry("carillon.http.breaker-pause", "PT30S"),
            Map.entry("carillon.health.stuck-after", "PT3M"),
            Map.entry("carillon.metrics.queues", "100")));

    private static final Pattern TABLE_ROW = Pattern.compile("\\| `(carillon\\.[a-z.-]+)` \\| (.*?) \\| (.*?) \\|");

    private static void check(String... names) {
        SettingsCheck.check(List.of(names));
    }

    @Test
    void signing_keys_are_read_by_their_ids() {
        assertThat(Setting.HTTP_SIGNING_KEYS.parse("")).isEqualTo(Map.of());
        assertThat(Setting.HTTP_SIGNING_KEYS.parse("2026-11=abcdefghijklmnop== , 2026-05=0123456789abcdef"))
                .isEqualTo(Map.of("2026-11", "abcdefghijklmnop==", "2026-05", "0123456789abcdef"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-without-an-id",
                "a=secret-short",
                "a=secret with blanks in it",
                "a=secret-number-one,a=secret-number-two",
                "a=secret-number-one,b=secret-number-two,c=secret-number-tri,d=secret-number-for,e=secret-number-fiv"
            })
    void signing_keys_that_do_not_hold_are_refused_without_repeating_a_secret(String keys) {
        assertThatThrownBy(() -> Setting.HTTP_SIGNING_KEYS.parse(keys))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("carillon.http.signing-keys='***'")
                .hasMessageContaining("id=secret, separated")
                .hasMessageNotContaining("secret-")
                .hasNoCause();
    }

    @Test
    void programs_are_read_by_the_names_that_jobs_call_them() {
        assertThat(Setting.PROCESS_ALLOW.parse("")).isEqualTo(Map.of());
        assertThat(Setting.PROCESS_ALLOW.parse("/usr/bin/awk , strategy=/opt/my strategies/run.py"))
                .isEqualTo(Map.of("/usr/bin/awk", "/usr/bin/awk", "strategy", "/opt/my strategies/run.py"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"python3", "bin/awk", "/opt/../bin/sh", "/usr//bin/awk", "/", "a b=/bin/sh", "=/bin/sh", ","})
    void programs_without_a_plain_absolute_path_are_refused(String programs) {
        assertThatThrownBy(() -> Setting.PROCESS_ALLOW.parse(programs))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("it takes absolute paths");
    }

    @Test
    void every_key_and_every_default_is_kept() {
        Map<String, String> defaults = Arrays.stream(Setting.values())
                .collect(Collectors.toMap(Setting::key, Setting::byDefault, (one, other) -> one, TreeMap::new));

        assertThat(defaults).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @EnumSource
    void a_default_holds_and_a_setting_says_what_it_means(Setting setting) {
        assertThat(setting.key()).matches("carillon(\\.[a-z]+)?\\.[a-z]+(-[a-z]+)*");
        assertThat(setting.parse(setting.byDefault())).isNotNull();
        assertThat(setting.meaning()).isNotBlank().doesNotContain("|").doesNotEndWith(".");
    }

    @Test
    void the_table_for_operators_names_every_setting_with_its_default_and_its_meaning() throws IOException {
        // given
        String expected = Arrays.stream(Setting.values())
                .map(setting -> row(setting.key(), setting.byDefault(), setting.meaning()))
                .collect(Collectors.joining("\n"));

        // when
        String page = Files.readString(Path.of("docs", "operations.md"));

        // then
        assertThat(TABLE_ROW.matcher(page).results().map(row -> row.group()).collect(Collectors.joining("\n")))
                .isEqualTo(expected);
    }

    private static String row(String key, String byDefault, String meaning) {
        return "| `" + key + "` | " + (byDefault.isEmpty() ? "" : "`" + byDefault + "`") + " | " + meaning + " |";
    }

    @Test
    void what_is_not_set_has_its_default_and_what_is_set_its_value() throws Exception {
        assertThat(Setting.WORKER_SLOTS.number()).isEqualTo(20);
        assertThat(Setting.WORKER_STOP_GRACE.duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(Setting.ROLES.list()).containsExactly("api", "timer", "worker");

        try (AutoCloseable slots = TestConfig.set("carillon.worker.slots", " 50 ")) {
            assertThat(slots).isNotNull();
            assertThat(Setting.WORKER_SLOTS.number()).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            WORKER_SLOTS      | twenty        | a whole number from 1 to 10000
            WORKER_SLOTS      | 0             | a whole number from 1 to 10000
            WORKER_SLOTS      | 10001         | a whole number from 1 to 10000
            WORKER_SLOTS      | 99999999999   | a whole number from 1 to 10000
            TIMER_HORIZON     | 5s            | an ISO-8601 duration from PT1S to PT1M
            TIMER_HORIZON     | PT0.5S        | an ISO-8601 duration from PT1S to PT1M
            TIMER_HORIZON     | PT2M          | an ISO-8601 duration from PT1S to PT1M
            ROLES             | api,wroker    | api, timer and worker, separated by commas
            """)
    void a_bad_value_is_refused_with_its_name_what_it_takes_and_the_default(
            Setting setting, String value, String expected) {
        assertThatThrownBy(() -> setting.parse(value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll(
                        setting.key() + "='" + value + "'", expected, "default is '" + setting.byDefault() + "'");
    }

    @Test
    void a_bad_value_stops_the_start() throws Exception {
        try (AutoCloseable slots = TestConfig.set("carillon.worker.slots", "many")) {
            assertThat(slots).isNotNull();
            assertThatThrownBy(SettingTest::check)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("carillon.worker.slots='many'");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "carillon.worker.slot, carillon.worker.slots",
        "carillon.wroker.slots, carillon.worker.slots",
        "carillon.timer.horizont, carillon.timer.horizon",
        "carillon.db.username, carillon.db.user",
        "CARILLON_WORKER_SLOT, carillon.worker.slots",
        "CARILLON_TIMER_MAXAHEAD, carillon.timer.max-ahead",
    })
    void an_unknown_name_is_refused_with_the_nearest_known_one(String name, String suggestion) {
        assertThatThrownBy(() -> check(name))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("no setting " + name, "did you mean " + suggestion);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "carillon.worker.slots",
                "CARILLON_WORKER_SLOTS",
                "CARILLON_WORKER_STOP_GRACE",
                "carillon.redis.uri",
                "CARILLON_REDIS_URI",
                "CARILLON_SERVICE_HOST",
                "CARILLON_PORT_8080_TCP_ADDR",
                "java.version",
                "PATH",
            })
    void known_names_and_those_of_others_pass(String name) {
        check(name);
    }
}
