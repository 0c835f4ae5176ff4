package carillon.scenario;

import static carillon.scenario.JobRequest.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Jobs of every kind that faults may hit: calls and beans, quick and lasting, one-shot and recurring, with keys and retries. */
final class FaultMix {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final int KEYS = 3;
    private static final int OF_EACH_KIND = 6;

    private final Witness witness;

    FaultMix(Witness witness) {
        this.witness = witness;
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
                        lasting(1_500).eachWholeSecond().atOnce(2, "skip")))
                .toList();
    }

    /** A job for once, from a number that grows. */
    JobRequest oneShot(int number) {
        return switch (number % 8) {
            case 0 -> job();
            case 1 -> calling();
            case 2 -> job().calling(witness.moody(), CALL_TIMEOUT).retried(Duration.ofMillis(300));
            case 3 -> job().calling(witness.slow(), CALL_TIMEOUT).retried(Duration.ofSeconds(1));
            case 4 -> lasting(200).keyed("key-" + number / 8 % KEYS, 1);
            case 5 -> lasting(2_500);
            case 6 -> calling().after(Duration.ofMillis(1_500));
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
