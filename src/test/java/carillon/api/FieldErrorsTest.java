package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldErrorsTest {

    private final FieldErrors errors = new FieldErrors();

    @Test
    void what_was_said_of_a_field_is_not_said_again_of_it_or_of_what_is_around_or_inside() {
        // given
        errors.add(FieldPath.ROOT.field("handler").field("type"), "is one of http, bean");
        errors.add(FieldPath.ROOT.field("tags"), "expects an array");

        // when
        errors.addNews(List.of(
                new FieldError("handler", "is required"),
                new FieldError("handler.type", "is required"),
                new FieldError("handler.typeName", "is new"),
                new FieldError("tags[0]", "is too long"),
                new FieldError("tag", "is new")));

        // then
        assertThat(errors.list())
                .extracting(FieldError::field)
                .containsExactly("handler.type", "tags", "handler.typeName", "tag");
    }

    @Test
    void a_path_reads_as_people_write_it() {
        // given
        FieldPath entry = FieldPath.ROOT.field("jobs").entry(3);

        // then
        assertThat(entry.field("schedule").field("zone")).hasToString("jobs[3].schedule.zone");
        assertThat(FieldPath.ROOT).hasToString("body");
        assertThat(FieldPath.ROOT.field("")).hasToString("''");
        assertThat(FieldPath.ROOT.field("x".repeat(1_000_000)).toString()).hasSize(101);
        assertThat(entry.above(List.of(new FieldError("name", "is required"))))
                .containsExactly(new FieldError("jobs[3].name", "is required"));
    }
}
