package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.JobState;
import carillon.run.LastRun;
import carillon.run.RunState;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobResponseTest {

    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00.123456Z");

    @Test
    void a_job_is_shown_in_the_shape_in_which_it_was_sent() {
        // given
        JobSpec spec = Bodies.readJob(Bodies.JOB);
        JsonObject shown = json(JobResponse.ofNew(job(spec, NOW)));

        // when: only the fields of a definition
        JsonObjectBuilder definition = JsonProvider.provider().createObjectBuilder();
        Arrays.stream(JobSpec.class.getRecordComponents())
                .map(RecordComponent::getName)
                .forEach(name -> definition.add(name, shown.get(name)));

        // then
        assertThat(Bodies.readJob(definition.build().toString())).isEqualTo(spec);
    }

    @Test
    void every_field_is_shown_with_null_where_there_is_nothing() {
        // when
        JsonObject shown = json(JobResponse.ofNew(job(Bodies.readJob(Bodies.job("")), NOW)));

        // then
        assertThat(shown.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(JobResponse.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        assertThat(shown)
                .containsEntry("payload", JsonValue.NULL)
                .containsEntry("lastRun", JsonValue.NULL)
                .containsEntry("end", JsonValue.NULL);
        assertThat(shown.getString("createdAt")).isEqualTo("2026-11-21T09:00:00.123456Z");
        assertThat(shown.getString("retention")).isEqualTo("PT168H");
        assertThat(shown.getJsonObject("schedule").getString("type")).isEqualTo("now");
        assertThat(shown.getJsonObject("handler").getString("type")).isEqualTo("http");
    }

    @Test
    void a_job_is_finished_when_nothing_is_to_come_and_nothing_is_open() {
        assertThat(state("{\"type\": \"now\"}", null, run(RunState.succeeded))).isEqualTo(JobState.finished);
        assertThat(state("{\"type\": \"now\"}", null, null)).isEqualTo(JobState.finished);
        assertThat(state("{\"type\": \"now\"}", null, run(RunState.retrying))).isEqualTo(JobState.active);
        assertThat(state("{\"type\": \"interval\", \"every\": \"PT1S\"}", NOW, run(RunState.failed)))
                .isEqualTo(JobState.active);
    }

    @Test
    void a_job_that_is_triggered_by_hand_is_never_finished() {
        assertThat(state("{\"type\": \"manual\"}", null, run(RunState.succeeded)))
                .isEqualTo(JobState.active);
    }

    @Test
    void the_last_run_is_shown_in_short() {
        // given
        Job job = job(Bodies.readJob(Bodies.job("")), null);
        LastRun last = run(RunState.failed);

        // when
        JsonObject shown = json(JobResponse.of(job, last)).getJsonObject("lastRun");

        // then
        assertThat(shown)
                .hasToString("{\"finishedAt\":\"2026-11-21T09:00:00.123456Z\",\"id\":\"" + last.id()
                        + "\",\"scheduledAt\":\"2026-11-21T09:00:00.123456Z\",\"state\":\"failed\"}");
    }

    private static JobState state(String schedule, Instant next, LastRun last) {
        JobSpec spec = Bodies.readJob(Bodies.job("").replace("{\"type\": \"now\"}", schedule));
        return JobResponse.of(job(spec, next), last).state();
    }

    private static LastRun run(RunState state) {
        return new LastRun(UUID.randomUUID(), state, NOW, state.isFinal() ? NOW : null, !state.isFinal());
    }

    private static Job job(JobSpec spec, Instant next) {
        return new Job(UUID.randomUUID(), "default", spec, NOW, next);
    }

    private static JsonObject json(Object response) {
        String text = new JsonbSettings().getContext(response.getClass()).toJson(response);
        return JsonTree.parse(text, new FieldErrors()).asJsonObject();
    }
}
