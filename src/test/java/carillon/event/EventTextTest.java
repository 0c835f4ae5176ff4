package carillon.event;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.JobState;
import carillon.run.JobsChanged;
import carillon.run.RunEvent;
import carillon.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventTextTest {

    private static final Instant AT = Instant.parse("2026-11-26T20:00:00.123456Z");
    private static final UUID RUN = UUID.fromString("00000000-0000-8000-8000-000000000001");

    @Test
    void every_event_of_a_run_has_its_word() {
        assertThat(EventText.CHANGES.keySet().stream().map(Class::getName))
                .containsExactlyInAnyOrderElementsOf(Stream.of(RunEvent.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
        assertThat(EventText.CHANGES.values()).doesNotHaveDuplicates();
    }

    @Test
    void a_run_is_told_with_its_state_and_what_the_event_knows() {
        assertThat(EventText.json(
                        AT, new RunEvent.Failed(RUN, Happened.JOB, "q", 5, Duration.ofMillis(30), "no \"answer\"")))
                .isEqualTo("{\"at\":\"2026-11-26T20:00:00.123456Z\",\"change\":\"failed\",\"run\":\"" + RUN
                        + "\",\"job\":\"" + Happened.JOB + "\",\"queue\":\"q\",\"state\":\"failed\",\"attempt\":5,"
                        + "\"durationMs\":30,\"error\":\"no \\\"answer\\\"\"}");
        assertThat(EventText.json(
                        AT, new RunEvent.Rescued(RUN, Happened.JOB, "q", "default", 5, RUN, RunState.retrying)))
                .contains("\"change\":\"rescued\"", "\"state\":\"retrying\"", "\"from\":\"" + RUN + "\"");
    }

    @Test
    void a_job_is_told_as_it_is_now_without_what_it_has_not() {
        JobsChanged.One paused = new JobsChanged.One(
                JobsChanged.Change.paused, Happened.JOB, "report", "q", JobState.paused, null, "ada", "lunch");

        assertThat(EventText.name(paused)).isEqualTo("job");
        assertThat(EventText.json(AT, paused))
                .contains("\"change\":\"paused\"", "\"state\":\"paused\"", "\"name\":\"report\"", "\"by\":\"ada\"")
                .doesNotContain("nextFireAt");
    }
}
