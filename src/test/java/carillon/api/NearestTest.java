package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTest {

    private static final List<String> KNOWN = List.of("name", "schedule", "maxRuns", "misfire", "tags");

    @ParameterizedTest
    @CsvSource({
        "schedul,schedule",
        "shedule,schedule",
        "Schedule,schedule",
        "shcedule,schedule",
        "schedules,schedule",
        "max_runs,maxRuns",
        "max-runs,maxRuns",
        "nmae,name",
        "tag,tags"
    })
    void a_misspelt_word_is_recognised(String word, String meant) {
        assertThat(Nearest.hint(word, KNOWN)).isEqualTo("; did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "zone", "concurrency", "supercalifragilistic"})
    void a_word_that_is_like_none_gives_no_hint(String word) {
        assertThat(Nearest.hint(word, KNOWN)).isEmpty();
        assertThat(Nearest.hint(word + "y".repeat(1_000_000), KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'','',0", "a,'',1", "abc,abd,1", "ab,ba,1", "kitten,sitting,3", "abcd,badc,2"})
    void distance_counts_the_mistakes(String from, String to, int mistakes) {
        assertThat(Nearest.distance(from, to)).isEqualTo(mistakes);
        assertThat(Nearest.distance(to, from)).isEqualTo(mistakes);
    }
}
