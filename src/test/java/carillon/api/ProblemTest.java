package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @Test
    void a_problem_is_written_as_its_standard_has_it() {
        // when
        Problem problem = Problem.of(
                ProblemType.INVALID_FIELDS, "Say \"please\".", List.of(new FieldError("a.b[0]", "is 1 to 9")));

        // then
        assertThat(problem.toJson("/api/v1/jobs", "r1"))
                .isEqualTo("{\"type\":\"urn:carillon:problem:invalid-fields\",\"title\":\"Fields do not hold\","
                        + "\"status\":422,\"detail\":\"Say \\\"please\\\".\",\"instance\":\"/api/v1/jobs\","
                        + "\"requestId\":\"r1\",\"errors\":[{\"field\":\"a.b[0]\",\"message\":\"is 1 to 9\"}]}");
    }

    @Test
    void a_problem_without_fields_has_no_errors() {
        // when
        String json = Problem.of(ProblemType.NOT_FOUND, "d").toJson("/x", "r1");

        // then
        assertThat(json).doesNotContain("errors");
    }

    @Test
    void a_message_that_quotes_a_megabyte_is_cut() {
        // given
        FieldError error = new FieldError("schedule.zone", "'" + "x".repeat(1_000_000) + "' is no zone");

        // when
        String json =
                Problem.of(ProblemType.INVALID_FIELDS, "d", List.of(error)).toJson("/x", "r1");

        // then
        assertThat(json).hasSizeLessThan(1_000);
        JsonObject read = JsonTree.parse(json, new FieldErrors()).asJsonObject();
        assertThat(read.getJsonArray("errors")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void each_kind_of_problem_is_documented(ProblemType type) throws IOException {
        // given
        String documentation = Files.readString(Path.of("docs", "api.md"));

        // then
        assertThat(documentation)
                .contains("`" + type.uri().substring("urn:carillon:problem:".length()) + "` | " + type.status() + " |");
    }
}
