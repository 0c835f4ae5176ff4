package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.ProcessFixture.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.FieldError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessHandlerTest {

    @TempDir
    private Path base;

    private ProcessFixture programs;

    @BeforeEach
    void start() {
        programs = new ProcessFixture(base);
    }

    @AfterEach
    void stop() {
        programs.close();
    }

    @Test
    void the_payload_is_its_standard_input_and_the_last_line_its_result() throws Exception {
        Outcome outcome =
                programs.perform(script("cat; echo; echo read"), attempt().payload("{\"rows\":3}"));

        assertThat(outcome).isEqualTo(new Succeeded("\"read\""));
        assertThat(programs.log()).isEqualTo("{\"rows\":3}\nread");
    }

    @Test
    void a_json_object_on_the_last_line_is_the_result_as_it_is() throws Exception {
        assertThat(programs.perform("echo working; echo '{\"sold\": [1, 2], \"nul\": \"a\\u0000b\"}'; echo"))
                .isEqualTo(new Succeeded("{\"sold\":[1,2],\"nul\":\"a\uFFFDb\"}"));
        assertThat(programs.perform("echo '{broken'")).isEqualTo(new Succeeded("\"{broken\""));
        assertThat(programs.perform("echo '[1]'")).isEqualTo(new Succeeded("\"[1]\""));
        assertThat(programs.perform("true")).isEqualTo(new Succeeded(null));
    }

    @Test
    void a_payload_of_a_mebibyte_that_nobody_reads_holds_nothing_up() throws Exception {
        String large = "\"" + "x".repeat(1 << 20) + "\"";

        assertThat(programs.perform(script("exec 0<&-; echo deaf"), attempt().payload(large)))
                .isEqualTo(new Succeeded("\"deaf\""));
        assertThat(programs.perform(script("wc -c"), attempt().payload(large)))
                .isEqualTo(new Succeeded("\"" + large.length() + "\""));
        assertThat(programs.perform(script("wc -c"), attempt())).isEqualTo(new Succeeded("\"0\""));
    }

    @Test
    void the_environment_is_chosen_and_not_inherited() throws Exception {
        ProcessHandlerSpec spec = new ProcessHandlerSpec(
                List.of("sh", "-c", "env | sort | cut -d= -f1 | tr '\\n' ' '; echo; env"),
                Map.of("MARKET", "xetra $HOME"),
                null,
                null,
                null);

        programs.perform(spec, attempt().number(3).traceparent("00-1-2-01"));

        assertThat(programs.log())
                .startsWith("CARILLON_ATTEMPT CARILLON_JOB CARILLON_JOB_NAME CARILLON_PROCESS CARILLON_RUN"
                        + " CARILLON_SCHEDULED_AT CARILLON_TENANT HOME LANG MARKET PATH PWD TMPDIR TRACEPARENT ")
                .contains(
                        "MARKET=xetra $HOME",
                        "CARILLON_RUN=" + AttemptBuilder.RUN,
                        "CARILLON_JOB=" + AttemptBuilder.JOB,
                        "CARILLON_ATTEMPT=3",
                        "TRACEPARENT=00-1-2-01",
                        "CARILLON_SCHEDULED_AT=2026-12-01T02:30:00Z");
    }

    @Test
    void arguments_reach_the_program_as_they_are() throws Exception {
        ProcessHandlerSpec spec = new ProcessHandlerSpec(
                List.of("sh", "-c", "printf '<%s>' \"$@\"", "sh", "a b", "$(id)", "", "*;'\""), null, null, null, null);

        assertThat(programs.perform(spec, attempt())).isEqualTo(new Succeeded("\"<a b><$(id)><><*;'\\\">\""));
    }

    @Test
    void the_working_directory_is_its_own_and_removed_whatever_is_in_it() throws Exception {
        Outcome outcome =
                programs.perform("pwd; ls -A | wc -l; mkdir -p a/b; echo x > a/b/c; ln -s / root; chmod 0 a/b");

        assertThat(outcome).isEqualTo(new Succeeded("\"0\""));
        assertThat(programs.log()).startsWith(base.toString());
        await().untilAsserted(() -> assertThat(programs.workingDirectories()).isEmpty());
        assertThat(Path.of("/bin/sh")).exists();
    }

    @Test
    void what_the_configuration_offers_is_found_in_the_working_directory(@TempDir Path files) throws Exception {
        Files.writeString(files.resolve("strategy.sh"), "echo \"{\\\"ran\\\": true}\"\n");

        try (ProcessFixture offering = new ProcessFixture(base, 1, 4, Map.of("sh", "/bin/sh"), files)) {
            Outcome outcome = offering.perform(
                    new ProcessHandlerSpec(List.of("sh", "strategy.sh"), null, null, null, null), attempt());

            assertThat(outcome).isEqualTo(new Succeeded("{\"ran\":true}"));
            await().untilAsserted(
                            () -> assertThat(offering.workingDirectories()).isEmpty());
        }
        assertThat(files.resolve("strategy.sh")).exists();
    }

    @Test
    void exit_code_65_fails_for_good_and_others_are_retried_with_the_end_of_the_error_output() throws Exception {
        assertThat(programs.perform("echo '{\"row\": 7}'; echo 'no such market' >&2; exit 65"))
                .isEqualTo(new Failed(
                        "exit code 65: no such market", false, null, "{\"row\":7}", FailureKind.of("exit:65")));
        assertThat(programs.perform("echo first >&2; echo last >&2; exit 3"))
                .isEqualTo(new Failed("exit code 3: first last", true, null, null, FailureKind.of("exit:3")));
        assertThat(programs.perform("kill -SEGV $$"))
                .isEqualTo(new Failed(
                        "ended by signal 11 (exit code 139)",
                        true,
                        null,
                        null,
                        FailureKind.of("signal:11", "exit:139")));
        assertThat(programs.perform("kill -KILL $$"))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.error()).startsWith("ended by SIGKILL"));
    }

    @Test
    void output_that_is_no_text_is_read_all_the_same() throws Exception {
        assertThat(programs.perform("printf 'caf\\351 \\377\\n'")).isEqualTo(new Succeeded("\"caf\uFFFD \uFFFD\""));
        assertThat(programs.perform("printf '\\0nul\\n'")).isEqualTo(new Succeeded("\"\uFFFDnul\""));
    }

    @Test
    void a_flood_of_output_is_read_to_its_end_and_only_the_last_line_kept() throws Exception {
        assertThat(programs.perform(
                        "head -c 50000000 /dev/zero | tr '\\0' x; echo; echo done; head -c 5000000 /dev/zero >&2"))
                .isEqualTo(new Succeeded("\"done\""));
        assertThat(programs.perform("head -c 300000 /dev/zero | tr '\\0' y"))
                .isInstanceOfSatisfying(
                        Succeeded.class,
                        done -> assertThat(done.result()).hasSize(4_002).endsWith("y…\""));
    }

    @Test
    void a_program_that_is_not_there_or_may_not_be_executed_is_retried(@TempDir Path files) throws Exception {
        Path plain = Files.writeString(files.resolve("plain"), "#!/bin/sh\n");
        Path lost = Files.writeString(files.resolve("lost"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> allowed =
                Map.of("gone", "/no/such/program", "plain", plain.toString(), "lost", lost.toString(), "dir", "/tmp");

        try (ProcessFixture broken = new ProcessFixture(base, 1, 4, allowed)) {
            assertThat(run(broken, "gone"))
                    .isEqualTo(Failed.retryable("/no/such/program is not on this member, or it may not execute it"));
            assertThat(run(broken, "plain"))
                    .isEqualTo(Failed.retryable(plain + " is not on this member, or it may not execute it"));
            assertThat(run(broken, "dir"))
                    .isEqualTo(Failed.retryable("/tmp is not on this member, or it may not execute it"));
            assertThat(run(broken, "lost")).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.error()).startsWith("exit code 127: the program, or one that it needs");
            });
        }
    }

    @Test
    void without_an_allowed_program_it_is_off() throws Exception {
        try (ProcessFixture off = new ProcessFixture(base, 5, 20, Map.of())) {
            assertThat(off.handler().check(script("true")))
                    .containsExactly(new FieldError(
                            "type", "process is off on this member: carillon.process.allow names no program"));
            assertThat(off.perform("true"))
                    .isEqualTo(Failed.retryable(
                            "type process is off on this member: carillon.process.allow names no program"));
        }
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void a_program_that_is_not_allowed_is_refused_at_the_submit_and_at_the_attempt() throws Exception {
        ProcessHandlerSpec other = new ProcessHandlerSpec(List.of("/bin/sh", "-c", "true"), null, null, null, null);

        assertThat(programs.handler().check(other))
                .containsExactly(new FieldError(
                        "command[0]", "is no program that carillon.process.allow of this member names; there are: sh"));
        assertThat(programs.perform(other, attempt()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.error()).startsWith("command[0] is no program"));
    }

    private static Outcome run(ProcessFixture fixture, String program) throws Exception {
        return fixture.perform(new ProcessHandlerSpec(List.of(program), null, null, null, null), attempt());
    }
}
