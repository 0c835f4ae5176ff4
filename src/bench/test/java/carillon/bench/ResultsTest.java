package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private final Results results = new Results();

    @Test
    void a_ratio_is_carillons_figure_over_the_others_of_the_same_round() {
        results.add("carillon", 1, line(100));
        results.add("carillon", 2, line(300));
        results.add("quartz", 1, line(50));
        results.add("quartz", 2, line(100));

        assertThat(results.ratios())
                .extracting(Line::fields)
                .extracting(Object::toString)
                .containsExactly(
                        "{\"of\":\"carillon\",\"to\":\"quartz\",\"round\":1,\"perSecond\":2.000}",
                        "{\"of\":\"carillon\",\"to\":\"quartz\",\"round\":2,\"perSecond\":3.000}");
    }

    @Test
    void there_is_no_ratio_to_a_system_that_did_not_do_the_same_in_that_round() {
        results.add("carillon", 1, line(100));
        results.add("carillon", 2, line(100).with("mode", "single"));
        results.add("quartz", 2, line(50));
        results.add("quartz", 3, line(50));

        assertThat(results.ratios()).isEmpty();
    }

    @Test
    void there_is_no_ratio_to_nothing() {
        results.add("carillon", 1, line(100).with("p50Ms", 4.0));
        results.add("quartz", 1, line(0).with("p50Ms", 2.0));

        assertThat(results.ratios()).singleElement().satisfies(ratio -> {
            assertThat(ratio.number("perSecond")).isEmpty();
            assertThat(ratio.number("p50Ms")).hasValue(2);
        });
    }

    @Test
    void lines_of_one_measure_are_told_apart_by_how_they_were_taken() {
        results.add("carillon", 1, line(100).with("mode", "single").with("connections", 8));
        results.add("carillon", 1, line(200).with("mode", "single").with("connections", 16));
        results.add("limit", 1, line(400).with("mode", "single").with("connections", 16));
        results.add("limit", 1, line(400).with("mode", "single").with("connections", 8));

        assertThat(results.ratios())
                .extracting(Line::measure, ratio -> ratio.number("perSecond").orElse(0))
                .containsExactly(
                        tuple("drain mode=single connections=16", 0.5), tuple("drain mode=single connections=8", 0.25));
    }

    @Test
    void of_two_rounds_the_middle_is_between_them() {
        results.add("carillon", 1, line(100));
        results.add("carillon", 2, line(50));

        assertThat(span()).isEqualTo(List.of(2.0, 50.0, 75.0, 100.0));
    }

    @Test
    void of_three_rounds_the_middle_is_the_second_greatest() {
        results.add("carillon", 1, line(100));
        results.add("carillon", 2, line(50));
        results.add("carillon", 3, line(90));

        assertThat(span()).isEqualTo(List.of(3.0, 50.0, 90.0, 100.0));
    }

    @Test
    void one_round_has_no_least_and_no_greatest() {
        results.add("carillon", 1, line(100));

        assertThat(results.spans()).isEmpty();
    }

    private List<Double> span() {
        Line only = results.spans().get("carillon").get(0);
        return List.of("rounds", "min", "median", "max").stream()
                .map(name -> only.number(name).orElseThrow())
                .toList();
    }

    private static Line line(double perSecond) {
        return new Line("drain").with("n", 10).with("perSecond", perSecond);
    }
}
