package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.FiringWalk;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.platform.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/schedules.md says of missed instants is what the timer does with them. */
class MissedInstantsPageTest {

    private static final UUID JOB = UUID.fromString("01953f00-0000-7000-8000-000000000001");
    private static final Instant FIRST = Instant.parse("2026-11-20T10:01:00Z");
    private static final Instant BACK = Instant.parse("2026-11-20T10:04:30Z");
    private static final Pattern ROW = Pattern.compile("\\| `(\\{\"policy.*?})`[^|]*\\| (.*) \\|");

    static Stream<Arguments> rows() throws IOException {
        return Files.readAllLines(Path.of("docs/schedules.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row ->
                        Arguments.of(row.group(1), Arrays.asList(row.group(2).split(" \\| "))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_of_the_table_is_what_becomes_of_the_instants(String misfire, List<String> told) {
        JobSpec spec = Json.read(
                """
                {"name": "job", "handler": {"type": "bean", "name": "no-op"}, "misfire": %s,
                 "schedule": {"type": "cron", "expression": "* * * * *"}}"""
                        .formatted(misfire),
                JobSpec.class);

        FirePlan plan = FirePlan.of(
                new Cursor(JOB, 1, FIRST, 0, FIRST.minusSeconds(3_600)),
                new FiringWalk(JOB, spec, FIRST.minusSeconds(3_600), JobCalendars.NONE),
                BACK,
                BACK);

        assertThat(plan.runs().stream().map(MissedInstantsPageTest::words)).containsExactlyElementsOf(told);
    }

    @Test
    void the_table_has_every_policy() throws IOException {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(5);
    }

    private static String words(NewRun run) {
        if (run.state() == RunState.skipped) {
            return "skipped, `" + run.reason() + "`";
        }
        return run.batch() == null ? "runs" : "runs, in a batch";
    }
}
