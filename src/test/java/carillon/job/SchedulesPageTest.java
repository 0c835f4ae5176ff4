package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Json;
import carillon.test.JobSpecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of docs/schedules.md gives the instants that are written below it. */
class SchedulesPageTest {

    private static final Pattern BLOCK = Pattern.compile(
            "```json (preview|calendar|blackout) ?(\\S*)\\n(.*?)\\n```\\n(?:\\n```text\\n(.*?)\\n```)?",
            Pattern.DOTALL);

    private static final Map<String, CalendarSpec> CALENDARS = new HashMap<>();
    private static final List<BlackoutSpec> BLACKOUTS = new ArrayList<>();

    /** The body of an example. */
    public record Example(
            Schedule schedule,
            Instant start,
            Instant end,
            Duration jitter,
            List<String> calendars,
            Integer count,
            Instant from) {}

    private static List<MatchResult> blocks() {
        try {
            return BLOCK.matcher(Files.readString(Path.of("docs/schedules.md")))
                    .results()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> examples() {
        for (MatchResult block : blocks()) {
            if (block.group(1).equals("calendar")) {
                CALENDARS.put(block.group(2), Json.read(block.group(3), CalendarSpec.class));
            } else if (block.group(1).equals("blackout")) {
                BLACKOUTS.add(Json.read(block.group(3), BlackoutSpec.class));
            }
        }
        return blocks().stream()
                .filter(block -> block.group(1).equals("preview"))
                .map(block -> Arguments.of(block.group(3), block.group(4)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_gives_the_instants_below_it(String body, String answer) {
        assertThat(answered(Json.read(body, Example.class))).isEqualTo(answer);
    }

    @Test
    void the_page_has_examples_of_everything() {
        assertThat(examples()).hasSizeGreaterThan(25);
        assertThat(CALENDARS).hasSizeGreaterThan(4).allSatisfy((name, calendar) -> calendar.requireValid());
        assertThat(BLACKOUTS).isNotEmpty().allSatisfy(BlackoutSpec::requireValid);
    }

    static String answered(Example example) {
        JobSpecs job = JobSpecs.aJob()
                .schedule(example.schedule())
                .start(example.start())
                .end(example.end())
                .calendars(
                        example.calendars() == null
                                ? new String[0]
                                : example.calendars().toArray(String[]::new));
        JobSpec spec = job.build();
        spec.requireValid();
        List<CalendarSpec> calendars =
                spec.calendars().stream().map(CALENDARS::get).toList();
        FiringWalk walk = new FiringWalk(new UUID(0, 0), spec, Instant.EPOCH, JobCalendars.of(calendars));
        FiringNotes notes = new FiringNotes(walk, BLACKOUTS, Pause.NONE);
        StringBuilder answer = new StringBuilder(spec.schedule().reading());
        int count = spec.schedule().followsEnd() ? 1 : example.count() == null ? 50 : example.count();
        Optional<Instant> at = walk.from(example.from(), Looks.ofRequest()).found();
        for (int i = 0; i < count && at.isPresent(); i++) {
            JobFiring firing = notes.of(at.get());
            answer.append('\n').append(firing.local());
            answer.append(firing.note() == null ? "" : " " + firing.note());
            at = walk.next(at.get(), Looks.ofRequest()).found();
        }
        return answer.toString();
    }
}
