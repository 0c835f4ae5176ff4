package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.run.RunEvent;
import carillon.run.RunState;
import java.util.Arrays;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RunLineTest {

    private static final String IDS = " run=" + Events.RUN + " job=" + Events.JOB + " queue=q";

    @Test
    void every_event_has_a_name() {
        assertThat(RunLine.NAMES)
                .containsOnlyKeys(Arrays.stream(RunEvent.class.getPermittedSubclasses())
                        .map(type -> type.asSubclass(RunEvent.class))
                        .collect(Collectors.toSet()));
    }

    @Test
    void every_line_names_the_run_its_job_and_its_queue() {
        assertThat(Events.ofEachKind("q"))
                .allSatisfy(event ->
                        assertThat(RunLine.of(event)).startsWith("event=run-").contains(IDS));
    }

    @Test
    void a_failure_is_told_in_one_line_with_its_error() {
        assertThat(RunLine.of(Events.failed("q")))
                .isEqualTo("event=run-failed" + IDS + " attempt=5 took=PT0.001234S error=\"500 Internal error\"");
    }

    @Test
    void a_rescue_tells_from_whom_and_what_became_of_the_run() {
        assertThat(RunLine.of(Events.rescued("q", RunState.retrying)))
                .isEqualTo("event=run-rescued" + IDS + " from=" + Events.MEMBER + " now=retrying");
    }

    @Test
    void the_usual_is_quiet_and_trouble_is_loud() {
        Map<String, Level> levels = Events.ofEachKind("q").stream()
                .collect(Collectors.toMap(event -> RunLine.NAMES.get(event.getClass()), RunLine::level));

        assertThat(levels)
                .containsOnly(
                        Map.entry("run-fired", Level.FINE),
                        Map.entry("run-claimed", Level.FINE),
                        Map.entry("run-succeeded", Level.FINE),
                        Map.entry("run-retried", Level.INFO),
                        Map.entry("run-postponed", Level.FINE),
                        Map.entry("run-handed-back", Level.INFO),
                        Map.entry("run-reopened", Level.INFO),
                        Map.entry("run-cancelled", Level.INFO),
                        Map.entry("run-skipped", Level.WARNING),
                        Map.entry("run-failed", Level.WARNING),
                        Map.entry("run-rescued", Level.WARNING));
    }

    @Test
    void an_instant_that_its_job_wanted_to_pass_is_quieter_than_one_that_was_missed() {
        assertThat(RunLine.level(Events.skipped("q", "overlap"))).isEqualTo(Level.FINE);
        assertThat(RunLine.level(Events.skipped("q", "coalesced"))).isEqualTo(Level.INFO);
        assertThat(RunLine.level(Events.skipped("q", "misfire"))).isEqualTo(Level.WARNING);
    }
}
