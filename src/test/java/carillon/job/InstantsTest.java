package carillon.job;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.JobSpecs;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstantsTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T00:00:00.000001Z");
    private static final int ALL = 1_000_000;

    @Test
    void instants_of_an_interval_are_counted_without_computing_them() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            JobSpecs job =
                    aJob().schedule(new IntervalSchedule(Duration.ofNanos(1_000L * (1 + random.nextInt(5_000))), null));
            if (random.nextBoolean()) {
                job.start(CREATED.plusNanos(1_000L * (random.nextInt(20_000) - 10_000)));
            }
            if (random.nextBoolean()) {
                job.end(CREATED.plusNanos(1_000L * random.nextInt(40_000)));
            }
            Instant after = CREATED.plusNanos(1_000L * random.nextInt(20_000));
            Instant until = CREATED.plusNanos(1_000L * random.nextInt(40_000));

            assertThat(Instants.count(job.build(), CREATED, after, until, 0))
                    .as("%s after %s until %s", job.build(), after, until)
                    .hasValue(
                            Instants.of(job.build(), CREATED, after, until, ALL).size());
        }
    }

    @Test
    void instants_of_other_rules_are_counted_one_by_one_up_to_a_bound() {
        JobSpecs cron = aJob().schedule(new CronSchedule("* * * * * *", null, null, null));
        Instant until = CREATED.plus(Duration.ofDays(3));

        assertThat(Instants.count(cron.build(), CREATED, CREATED, until, 259_200))
                .hasValue(259_200);
        assertThat(Instants.count(cron.build(), CREATED, CREATED, until, 259_199))
                .isEmpty();
        assertThat(Instants.count(aJob().schedule(new OnceSchedule(until)).build(), CREATED, CREATED, until, 10))
                .hasValue(1);
    }
}
