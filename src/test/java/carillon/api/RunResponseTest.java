package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.run.RunState;
import carillon.run.RunView;
import carillon.run.RunView.AttemptView;
import jakarta.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunResponseTest {

    private static final Instant DUE = Instant.parse("2026-11-21T09:00:00Z");
    private static final UUID MEMBER = UUID.randomUUID();

    @Test
    void lateness_and_duration_are_those_of_the_only_attempt() {
        // when
        RunResponse run = RunResponse.of(run(RunState.succeeded, 1, 7, 32, List.of()));

        // then
        assertThat(run.latenessMs()).isEqualTo(7);
        assertThat(run.durationMs()).isEqualTo(25);
    }

    @Test
    void lateness_is_that_of_the_first_attempt_and_duration_that_of_the_newest() {
        // given
        List<AttemptView> attempts = List.of(
                new AttemptView(1, MEMBER, DUE.plusMillis(3), DUE.plusMillis(5), "failed", "HTTP 503"),
                new AttemptView(2, MEMBER, DUE.plusMillis(1_000), DUE.plusMillis(1_010), "succeeded", null));

        // when
        RunResponse run = RunResponse.of(run(RunState.succeeded, 2, 1_000, 1_010, attempts));

        // then
        assertThat(run.latenessMs()).isEqualTo(3);
        assertThat(run.durationMs()).isEqualTo(10);
    }

    @Test
    void nothing_is_guessed_where_the_first_attempt_is_not_known() {
        assertThat(RunResponse.of(run(RunState.succeeded, 2, 1_000, 1_010, List.of()))
                        .latenessMs())
                .isNull();
    }

    @Test
    void a_run_that_never_started_has_neither() {
        // when
        RunResponse run = RunResponse.of(run(RunState.skipped, 0, null, 5, List.of()));

        // then
        assertThat(run.latenessMs()).isNull();
        assertThat(run.durationMs()).isNull();
    }

    @Test
    void an_attempt_that_is_under_way_began_with_its_claim() {
        RunView active = run(RunState.active, 1, null, null, List.of());

        RunResponse run = RunResponse.of(active);

        assertThat(run.startedAt()).isNotNull().isEqualTo(active.claimedAt());
        assertThat(run.latenessMs()).isZero();
        assertThat(run.durationMs()).isNull();
        assertThat(RunResponse.of(run(RunState.scheduled, 0, null, null, List.of()))
                        .startedAt())
                .isNull();
    }

    @Test
    void every_field_is_shown_and_a_result_as_the_json_it_is() {
        // when
        RunResponse run = RunResponse.of(run(RunState.active, 1, 1, null, List.of()));
        String text = new JsonbSettings().getContext(RunResponse.class).toJson(run);
        JsonObject shown = JsonTree.parse(text, new FieldErrors()).asJsonObject();

        // then
        assertThat(shown.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RunResponse.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        assertThat(shown.getJsonObject("result")).hasToString("{\"status\":200}");
        assertThat(shown.getJsonNumber("progress").doubleValue()).isEqualTo(0.5);
        assertThat(shown.getString("progressMessage")).isEqualTo("half of it");
        assertThat(shown.isNull("finishedAt")).isTrue();
        assertThat(shown.getString("startedAt")).isEqualTo("2026-11-21T09:00:00.001Z");
    }

    private static RunView run(
            RunState state, int attempt, Integer started, Integer finished, List<AttemptView> attempts) {
        return new RunView(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "job",
                "default",
                "default",
                5,
                state,
                null,
                DUE,
                DUE,
                DUE,
                1,
                attempt == 0 ? null : DUE.plusNanos(500_000),
                after(started),
                after(finished),
                attempt,
                5,
                MEMBER,
                "{\"status\": 200}",
                null,
                attempts,
                null,
                null,
                0.5,
                "half of it",
                null,
                null,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                null,
                null);
    }

    private static Instant after(Integer millis) {
        return millis == null ? null : DUE.plusMillis(millis);
    }
}
