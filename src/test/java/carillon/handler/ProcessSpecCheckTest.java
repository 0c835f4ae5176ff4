package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSpecCheckTest {

    private static final List<String> COMMAND = List.of("strategy", "--fast");

    @Test
    void a_command_with_everything_holds() {
        assertThat(new ProcessHandlerSpec(
                                COMMAND,
                                Map.of("MARKET", "xetra", "HOME", "/srv"),
                                Duration.ofMinutes(1),
                                512,
                                Duration.ofSeconds(30))
                        .check())
                .isEmpty();
        assertThat(new ProcessHandlerSpec(COMMAND, null, null, null, null).check())
                .isEmpty();
    }

    @Test
    void a_command_needs_a_program() {
        assertThat(fields(spec(null))).containsExactly("command");
        assertThat(fields(spec(List.of()))).containsExactly("command");
        assertThat(fields(spec(List.of(" ", "x")))).containsExactly("command");
        assertThat(fields(spec(Collections.singletonList(null)))).containsExactly("command");
    }

    @Test
    void words_that_no_program_can_be_given_are_named() {
        assertThat(fields(spec(Arrays.asList("strategy", null, "a\0b", "x".repeat(4_001)))))
                .containsExactly("command[1]", "command[2]", "command[3]");
        assertThat(fields(spec(IntStream.range(0, 201).mapToObj(i -> "x").toList())))
                .containsExactly("command");
        assertThat(fields(spec(
                        IntStream.range(0, 17).mapToObj(i -> "x".repeat(3_999)).toList())))
                .containsExactly("command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CARILLON_RUN", "LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "BASH_ENV", "GLIBC_TUNABLES"})
    void variables_that_lead_to_other_programs_are_not_for_jobs(String name) {
        assertThat(new ProcessHandlerSpec(COMMAND, Map.of(name, "secret"), null, null, null).check())
                .containsExactly(new FieldError("environment." + name, "cannot be set by a job"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1ST", "A-B", "A=B", "A B"})
    void names_that_are_none_are_refused(String name) {
        assertThat(fields(new ProcessHandlerSpec(COMMAND, Map.of(name, "x"), null, null, null)))
                .containsExactly("environment");
    }

    @Test
    void numbers_and_times_have_their_bounds() {
        assertThat(fields(new ProcessHandlerSpec(COMMAND, null, Duration.ZERO, 31, Duration.ofMillis(1_500))))
                .containsExactly("timeout", "memory", "cpuTime");
        assertThat(fields(new ProcessHandlerSpec(
                        COMMAND, null, Duration.ofHours(25), Integer.MAX_VALUE, Duration.ofDays(31))))
                .containsExactly("timeout", "memory", "cpuTime");
    }

    @Test
    void a_member_gives_no_more_than_it_allows() {
        ProcessLimits member = new ProcessLimits(1_024, Duration.ofMinutes(1));
        ProcessHandlerSpec greedy = new ProcessHandlerSpec(COMMAND, null, null, 2_048, Duration.ofMinutes(2));
        ProcessHandlerSpec modest = new ProcessHandlerSpec(COMMAND, null, null, 512, Duration.ofSeconds(1));

        assertThat(member.check(greedy)).extracting(FieldError::field).containsExactly("memory", "cpuTime");
        assertThat(member.of(greedy)).isEqualTo(member);
        assertThat(member.check(modest)).isEmpty();
        assertThat(member.of(modest)).isEqualTo(new ProcessLimits(512, Duration.ofSeconds(1)));
        assertThat(new ProcessLimits(0, Duration.ofMinutes(1)).check(greedy))
                .extracting(FieldError::field)
                .containsExactly("cpuTime");
        assertThat(member.of(spec(COMMAND))).isEqualTo(member);
    }

    private static ProcessHandlerSpec spec(List<String> command) {
        return new ProcessHandlerSpec(command, null, null, null, null);
    }

    private static List<String> fields(ProcessHandlerSpec spec) {
        return spec.check().stream().map(FieldError::field).toList();
    }
}
