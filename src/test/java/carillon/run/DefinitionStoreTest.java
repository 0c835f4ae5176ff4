package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.BeanHandlerSpec;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.OnceSchedule;
import carillon.test.TestStore;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What jobs are, as the real database gives it. */
class DefinitionStoreTest {

    private final TestStore store = TestStore.empty();
    private final DefinitionRepository definitions = new DefinitionRepository(store.database());
    private final Instant now = store.now();

    @Test
    void jobs_that_differ_in_any_part_are_told_apart() {
        JobSpec once = aJob().named("a").schedule(new OnceSchedule(now)).build();
        JobSpec later =
                aJob().named("b").schedule(new OnceSchedule(now.plusSeconds(1))).build();
        JobSpec often = aJob().named("c")
                .schedule(new IntervalSchedule(Duration.ofSeconds(7), null))
                .build();
        JobSpec urgent = aJob().named("d")
                .schedule(new OnceSchedule(now))
                .priority(9)
                .jitter(Duration.ofSeconds(3))
                .maxRuns(5)
                .build();
        JobSpec elsewhere = aJob().named("e")
                .handler(new BeanHandlerSpec("sleep"))
                .target("all")
                .concurrency(3, "queue")
                .build();
        List<JobSpec> specs = List.of(once, later, often, urgent, elsewhere);
        List<UUID> jobs = specs.stream().map(this::stored).toList();

        for (int reading = 0; reading < 2; reading++) {
            Map<UUID, Definition> found = definitions.of(jobs);

            assertThat(jobs).map(job -> found.get(job).spec()).containsExactlyElementsOf(specs);
        }
    }

    @Test
    void what_jobs_have_in_common_is_read_once() {
        UUID one = stored(aJob().named("a").schedule(new OnceSchedule(now)).build());
        UUID other = stored(aJob().named("b")
                .schedule(new OnceSchedule(now.plusSeconds(1)))
                .handler(new BeanHandlerSpec("sleep"))
                .build());

        JobSpec first = definitions.of(List.of(one)).get(one).spec();

        assertThat(definitions.of(List.of(other)).get(other).spec().retry()).isSameAs(first.retry());
    }

    @Test
    void the_payload_comes_along_where_the_key_of_runs_is_in_it() {
        JobSpec plain = aJob().named("a")
                .payload(Json.createObjectBuilder().add("shop", 1).build())
                .build();
        JobSpec one = keyed("b", 1);
        JobSpec other = keyed("c", 2);
        JobSpec none = keyed("d", 3).withPayload(null);
        List<UUID> jobs =
                List.of(plain, one, other, none).stream().map(this::stored).toList();

        Map<UUID, Definition> found = definitions.of(jobs);

        assertThat(jobs).map(job -> found.get(job).spec()).containsExactly(plain.withPayload(null), one, other, none);
    }

    @Test
    void one_that_cannot_be_read_has_no_definition_and_the_others_do() {
        UUID common = stored(aJob().named("a").build());
        UUID own = stored(aJob().named("b").build());
        UUID good = stored(aJob().named("c").build());
        store.execute("update job set spec = jsonb_set(spec, '{retry}', '7') where id = '" + common + "'");
        store.execute("update job set spec = jsonb_set(spec, '{schedule,type}', '\"lunar\"') where id = '" + own + "'");

        assertThat(definitions.of(List.of(common, own, good))).containsOnlyKeys(good);
    }

    private static JobSpec keyed(String name, int shop) {
        return aJob().named(name)
                .concurrency(1, "queue", "$.shop")
                .payload(Json.createObjectBuilder().add("shop", shop).build())
                .build();
    }

    private UUID stored(JobSpec spec) {
        return store.job(spec, now, now);
    }
}
