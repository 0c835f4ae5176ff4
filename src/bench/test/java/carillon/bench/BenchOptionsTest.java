package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {

    private static final List<String> KNOWN = List.of("memory", "burst", "drain", "cost");
    private static final List<String> COMPARED = List.of("memory", "drain");

    @Test
    void without_options_the_comparison_is_taken_three_times_beside_everybody() {
        BenchOptions options = options();

        assertThat(options)
                .isEqualTo(new BenchOptions(
                        COMPARED,
                        List.of("db-scheduler", "quartz", "jobrunr", "limit"),
                        3,
                        30_000,
                        Duration.ofSeconds(30),
                        10,
                        List.of(50, 200, 500, 1_000),
                        1_000_000,
                        10_000_000,
                        false,
                        false));
    }

    @Test
    void every_option_holds() {
        BenchOptions options = options(
                "measures", "cost",
                "peers", "limit",
                "rounds", "2",
                "runs", "5000",
                "seconds", "7",
                "kills", "4",
                "rates", "10, 20",
                "schedules", "8",
                "history", "9",
                "statements", "true",
                "recording", "true");

        assertThat(options)
                .isEqualTo(new BenchOptions(
                        List.of("cost"),
                        List.of("limit"),
                        2,
                        5_000,
                        Duration.ofSeconds(7),
                        4,
                        List.of(10, 20),
                        8,
                        9,
                        true,
                        true));
    }

    @Test
    void all_means_every_measure_and_every_peer() {
        BenchOptions options = options("measures", "all", "peers", "all");

        assertThat(options.measures()).isEqualTo(KNOWN);
        assertThat(options.peers()).containsExactly("db-scheduler", "quartz", "jobrunr", "limit");
    }

    @Test
    void none_means_no_peer() {
        assertThat(options("peers", "none").peers()).isEmpty();
    }

    @Test
    void names_count_once_and_in_the_order_of_the_table() {
        BenchOptions options = options("measures", "drain,burst,drain", "peers", "quartz,db-scheduler,quartz");

        assertThat(options.measures()).containsExactly("burst", "drain");
        assertThat(options.peers()).containsExactly("db-scheduler", "quartz");
    }

    @Test
    void a_rate_given_twice_counts_once() {
        assertThat(options("rates", "50,20,50").rates()).containsExactly(50, 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain,", ",drain", " drain , ,"})
    void empty_fields_say_nothing(String text) {
        assertThat(options("measures", text).measures()).containsExactly("drain");
    }

    @ParameterizedTest
    @CsvSource({"measures", "peers", "rates"})
    void a_list_of_nothing_is_refused(String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(option, " , "))
                .withMessageContaining("-D" + option)
                .withMessageContaining("names nothing");
    }

    @Test
    void an_unknown_measure_is_refused_with_those_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("measures", "drain,dran"))
                .withMessage("-Dmeasures names dran: give all alone, or some of memory, burst, drain, cost.");
    }

    @Test
    void an_unknown_peer_is_refused_with_those_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("peers", "limit,none"))
                .withMessage(
                        "-Dpeers names none: give all or none alone, or some of db-scheduler, quartz, jobrunr, limit.");
    }

    @ParameterizedTest
    @CsvSource({
        "rates,abc",
        "rates,0",
        "rates,-5",
        "rounds,0",
        "runs,many",
        "seconds,-1",
        "kills,1.5",
        "schedules,0",
        "history,99999999999"
    })
    void what_is_not_a_number_from_1_on_is_refused(String option, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(option, text))
                .withMessage("-D" + option + "=" + text + " does not hold: give a whole number from 1 on.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"statements", "recording"})
    void what_is_neither_true_nor_false_is_refused(String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(option, "yes"))
                .withMessage("-D" + option + "=yes does not hold: give true or false.");
    }

    private static BenchOptions options(String... namesAndValues) {
        Properties given = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return BenchOptions.of(given, KNOWN, COMPARED);
    }
}
