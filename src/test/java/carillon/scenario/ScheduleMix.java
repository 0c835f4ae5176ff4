package carillon.scenario;

import static carillon.scenario.JobRequest.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Jobs of every kind of rule, misfire policy and overlap policy, all between the same two moments. */
final class ScheduleMix {

    /** How many runs a catch-up of them has at most. */
    static final int CATCH_UP_LIMIT = 4;

    private static final Duration SHORT = Duration.ofSeconds(1);

    /** Each has an instant a second, and does nothing. */
    private static final List<Function<JobRequest, JobRequest>> KINDS = List.of(
            request -> request.everySecond(),
            request -> request.eachWholeSecond(),
            request -> request.everySecond().misfire("skip", SHORT, 1),
            request -> request.eachWholeSecond().misfire("coalesce", SHORT, 1),
            request -> request.everySecond()
                    .misfire("catch-up", SHORT, CATCH_UP_LIMIT)
                    .atOnce(1, "allow"),
            request -> request.eachWholeSecond().misfire("catch-up", SHORT, CATCH_UP_LIMIT),
            request -> request.everySecond().jitter(SHORT),
            request -> request.eachWholeSecond().atOnce(2, "queue"),
            request -> request.eachWholeSecond()
                    .jitter(SHORT)
                    .misfire("skip", SHORT, 1)
                    .atOnce(1, "allow"));

    private ScheduleMix() {}

    /** So many that do nothing, spread over the first second, and some that last. */
    static List<JobRequest> jobs(int number, Instant start, Instant end) {
        Stream<JobRequest> quick = IntStream.range(0, number)
                .mapToObj(i -> KINDS.get(i % KINDS.size()).apply(job()).between(start.plusMillis(i % 1_000), end));
        return Stream.concat(quick, lasting().map(request -> request.between(start, end)))
                .toList();
    }

    /** Their runs meet the next instant, or the one after it. */
    private static Stream<JobRequest> lasting() {
        return Stream.of(
                lasting(1_500).everySecond().atOnce(1, "skip"),
                lasting(2_500).eachWholeSecond().atOnce(2, "skip"),
                lasting(1_500).everySecond().atOnce(1, "cancel-oldest"),
                lasting(300).eachWholeSecond().atOnce(1, "queue"),
                lasting(1_500).eachWholeSeconds(5).atOnce(1, "queue").misfire("catch-up", SHORT, CATCH_UP_LIMIT));
    }

    private static JobRequest lasting(int millis) {
        return job().sleeping(Duration.ofMillis(millis));
    }
}
