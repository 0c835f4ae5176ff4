package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.run.JobControl.Submitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkTest {

    private final List<JobSpec> asked = new ArrayList<>();

    @Test
    void each_entry_has_its_result_in_order() {
        // given
        BulkRequest request = read("{\"jobs\": [" + named("a") + ", 7, " + named("taken") + ", {\"name\": \"x\"}, "
                + named("b").replace("now", "nwo") + ", " + named("c") + "]}");

        // when
        BulkResponse response = Bulk.submit(request, this::store);

        // then
        assertThat(response.created()).isEqualTo(2);
        assertThat(response.refused()).isEqualTo(4);
        assertThat(response.results()).extracting(BulkResponse.Result::index).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(response.results())
                .extracting(BulkResponse.Result::name)
                .containsExactly("a", null, null, null, null, "c");
        assertThat(response.results().get(1).errors())
                .containsExactly(new FieldError("jobs[1]", "expects an object, not a number"));
        assertThat(response.results().get(2).errors())
                .containsExactly(new FieldError("jobs[2].name", "is taken already"));
        assertThat(response.results().get(3).errors())
                .extracting(FieldError::field)
                .containsExactly("jobs[3].handler", "jobs[3].schedule");
        assertThat(response.results().get(4).errors())
                .extracting(FieldError::field)
                .containsExactly("jobs[4].schedule.type");
        assertThat(response.results().get(5).id()).isNotNull();
    }

    @Test
    void what_cannot_be_read_is_not_asked_for() {
        // when
        Bulk.submit(read("{\"jobs\": [{\"nme\": 1}, {}]}"), this::store);

        // then: the second can be read, and does not hold
        assertThat(asked).hasSize(1);
    }

    @Test
    void when_nothing_can_be_read_nothing_is_asked_for() {
        // when
        BulkResponse response = Bulk.submit(read("{\"jobs\": [1]}"), specs -> {
            throw new AssertionError("asked for " + specs);
        });

        // then
        assertThat(response.refused()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"jobs\": []}", "{\"jobs\": {}}", "{\"jobs\": null}", "[]", "{\"job\": [{}]}"})
    void a_body_without_entries_is_refused(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(InvalidFieldsException.class);
    }

    @Test
    void a_thousand_entries_are_taken_and_no_more() {
        // given
        String entries = "{},".repeat(999) + "{}";

        // then
        assertThat(read("{\"jobs\":[" + entries + "]}").jobs()).hasSize(1_000);
        assertThatThrownBy(() -> read("{\"jobs\":[{}," + entries + "]}"))
                .hasMessage("jobs: expects an array of 1 to 1000 jobs, not of 1001");
    }

    private List<Submitted> store(List<JobSpec> specs) {
        asked.addAll(specs);
        return specs.stream().map(BulkTest::stored).toList();
    }

    private static Submitted stored(JobSpec spec) {
        try {
            spec.requireValid();
        } catch (InvalidFieldsException e) {
            return new Submitted(null, e.errors());
        }
        return spec.name().equals("taken")
                ? new Submitted(null, List.of(new FieldError("name", "is taken already")))
                : new Submitted(new Job(UUID.randomUUID(), "default", spec, Instant.EPOCH, null), List.of());
    }

    private static String named(String name) {
        return Bodies.job("").replace("\"n\"", "\"" + name + "\"");
    }

    private static BulkRequest read(String body) {
        return (BulkRequest) Bodies.read(BulkRequest.class, body);
    }
}
