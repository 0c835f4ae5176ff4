package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalOptionsTest {

    @Test
    void without_options_one_member_listens_on_8080_with_embedded_servers() {
        LocalOptions options = LocalOptions.of(Map.of(), Map.of());

        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.members()).isEqualTo(1);
        assertThat(options.fresh()).isFalse();
        assertThat(options.database()).isEmpty();
        assertThat(options.redisHost()).isEmpty();
        assertThat(options.startPatience()).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.directory()).isEqualTo(Project.directory().resolve(".local"));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "'',true", "TRUE,true", "false,false"})
    void fresh_needs_no_value(String given, boolean fresh) {
        assertThat(LocalOptions.of(Map.of("fresh", given), Map.of()).fresh()).isEqualTo(fresh);
    }

    @ParameterizedTest
    @CsvSource({
        "members,many,-Dmembers=many does not hold: give a whole number from 1 to 10.",
        "members,0,-Dmembers=0 does not hold: give a whole number from 1 to 10.",
        "members,11,-Dmembers=11 does not hold: give a whole number from 1 to 10.",
        "port,http,-Dport=http does not hold: give a whole number from 1 to 65535.",
        "startSeconds,9,-DstartSeconds=9 does not hold: give a whole number from 10 to 86400.",
        "fresh,yes,-Dfresh=yes does not hold: give true or false."
    })
    void an_option_that_does_not_hold_is_named_with_what_would(String option, String value, String message) {
        assertThatThrownBy(() -> LocalOptions.of(Map.of(option, value), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void the_ports_of_all_members_must_exist() {
        assertThatThrownBy(() -> LocalOptions.of(Map.of("port", "65535", "members", "3"), Map.of()))
                .hasMessage("-Dport=65535 does not hold: give a whole number from 1 to 65533.");
    }

    @Test
    void the_environment_names_servers_that_take_the_place_of_the_embedded_ones() {
        Map<String, String> environment = Map.of(
                "CARILLON_DB_URL", "jdbc:postgresql://db/jobs",
                "CARILLON_DB_USER", "bell",
                "CARILLON_DB_PASSWORD", "secret",
                "REDIS_HOST", "queue");

        LocalOptions options = LocalOptions.of(Map.of(), environment);

        assertThat(options.database()).contains(new Database("jdbc:postgresql://db/jobs", "bell", "secret"));
        assertThat(options.redisHost()).contains("queue");
        assertThat(options.redisPort()).isEqualTo(6379);
    }

    @Test
    void a_database_that_is_not_postgresql_is_refused() {
        assertThatThrownBy(() -> LocalOptions.of(Map.of(), Map.of("CARILLON_DB_URL", "jdbc:mysql://db/jobs")))
                .hasMessageContaining("give jdbc:postgresql://<host>:<port>/<database>");
    }

    @Test
    void settings_of_carillon_go_to_the_members() {
        Map<String, String> properties = Map.of("carillon.worker.slots", "50", "java.home", "/usr");

        assertThat(LocalOptions.of(properties, Map.of()).settings())
                .containsExactly(Map.entry("carillon.worker.slots", "50"));
    }
}
