package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.BeanHandlerSpec;
import carillon.job.CronSchedule;
import carillon.job.Gap;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobPatchTest {

    private static final JobSpec JOB = Bodies.readJob(Bodies.JOB);

    @Test
    void fields_that_are_named_replace_those_that_were() {
        JobSpec changed = patch("{\"schedule\": {\"expression\": \"@daily\"}, \"tags\": null}");

        assertThat(changed.schedule()).isEqualTo(new CronSchedule("@daily", "Asia/Kolkata", null, null));
        assertThat(changed.tags()).isEmpty();
        assertThat(changed.payload()).isEqualTo(JOB.payload());
    }

    @Test
    void a_schedule_or_handler_of_another_type_keeps_no_field_that_it_had() {
        JobSpec changed = patch("{\"schedule\": {\"type\": \"interval\", \"every\": \"PT5M\"},"
                + " \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}}");

        assertThat(changed.schedule()).isEqualTo(new IntervalSchedule(Duration.ofMinutes(5), null));
        assertThat(changed.handler()).isEqualTo(new BeanHandlerSpec("no-op"));
        assertThat(patch("{\"schedule\": {\"type\": \"cron\", \"gap\": \"skip\"}}")
                        .schedule())
                .isEqualTo(new CronSchedule("0 30 2 * * *", "Asia/Kolkata", Gap.SKIP, null));
    }

    @Test
    void a_type_in_a_payload_is_a_field_like_others() {
        assertThat(patch("{\"payload\": {\"type\": \"x\"}}").payload().asJsonObject())
                .containsKeys("any", "type");
    }

    @Test
    void what_is_no_field_of_the_new_type_is_refused() {
        assertThatThrownBy(() -> patch("{\"schedule\": {\"type\": \"interval\", \"zone\": \"UTC\"}}"))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("schedule.zone"));
    }

    @Test
    void a_patch_that_changes_nothing_gives_the_same_definition_back() {
        assertThat(patch("{}")).isSameAs(JOB);
        assertThat(patch("{\"priority\": 5, \"end\": null, \"retry\": {\"jitter\": 0.20}}"))
                .isSameAs(JOB);
        assertThat(patch("{\"priority\": 6}").priority()).isEqualTo(6);
    }

    private static JobSpec patch(String changes) {
        return new JobPatch(Json.value(changes).asJsonObject(), Shapes.of(JobSpec.class)).applyTo(JOB);
    }
}
