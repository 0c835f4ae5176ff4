package carillon.scenario;

import static carillon.scenario.JobRequest.job;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Jobs of every kind that faults may hit: calls and beans, quick and lasting, one-shot and recurring, with keys, limits and
 * retries, and some whose target goes on by itself.
 */
final class FaultMix {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final int KEYS = 3;
    private static final int KINDS = 10;
    private static final int OF_EACH_KIND = 6;
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);

    /** A queue with fewer places than its jobs want at each whole second. */
    static final String NARROW = "narrow";

    static final int PLACES = 4;

    /** Of all queues together: enough as long as calls are answered, and so many that members take some ahead. */
    private static final int PLACES_OF_TENANT = 100;

    private final Witness witness;

    FaultMix(Witness witness) {
        this.witness = witness;
    }

    /** Bounds the queue {@link #NARROW}, and the tenant with all its queues. */
    static void limit(ScenarioCluster cluster) throws IOException {
        put(cluster, "queues/" + NARROW, "{\"maxActive\":" + PLACES + "}");
        put(cluster, "tenants/default", "{\"maxActive\":" + PLACES_OF_TENANT + "}");
    }

    /** So that other scenarios have no bound; what they find in the journal is judged by the bounds there are then. */
    static void unlimit(ScenarioCluster cluster) throws IOException {
        put(cluster, "queues/" + NARROW, "{}");
        put(cluster, "tenants/default", "{}");
    }

    private static void put(ScenarioCluster cluster, String what, String limits) throws IOException {
        cluster.api().put("api/v1/" + what, limits).required();
    }

    /** Jobs that fire every second. */
    List<JobRequest> firing() {
        return IntStream.range(0, OF_EACH_KIND)
                .boxed()
                .flatMap(i -> Stream.of(
                        job().everySecond(),
                        job().eachWholeSecond().jitter(Duration.ofMillis(500)),
                        calling().eachWholeSecond(),
                        lasting(1_500).everySecond().atOnce(1, "skip"),
                        lasting(400).eachWholeSecond().atOnce(1, "queue"),
                        lasting(250).eachWholeSecond().in(NARROW),
                        lasting(1_500).eachWholeSecond().atOnce(2, "skip")))
                .toList();
    }

    /** A job for once, from a number that grows. */
    JobRequest oneShot(int number) {
        return switch (number % KINDS) {
            case 0 -> job();
            case 1 -> calling();
            case 2 -> job().calling(witness.moody(), CALL_TIMEOUT).retried(Duration.ofMillis(300));
            case 3 -> job().calling(witness.slow(), CALL_TIMEOUT).retried(Duration.ofSeconds(1));
            case 4 -> lasting(200).keyed("key-" + number / KINDS % KEYS, 1);
            case 5 -> lasting(2_500);
            case 6 -> calling().after(Duration.ofMillis(1_500));
            case 7 -> lasting(250).in(NARROW);
            case 8 ->
                job().goingOnAt(witness.goingOn(), CALL_TIMEOUT, HEARTBEAT).retried(Duration.ofMillis(300));
            default -> job().onceAt(Instant.now().plusSeconds(7));
        };
    }

    private JobRequest calling() {
        return job().calling(witness.prompt(), CALL_TIMEOUT).retried(Duration.ofSeconds(1));
    }

    private static JobRequest lasting(int millis) {
        return job().sleeping(Duration.ofMillis(millis));
    }
}
