package carillon.scenario;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Callers who go on submitting jobs, whatever they are answered, until they are stopped. */
final class Load implements AutoCloseable {

    /** They call at the same moments: requests that come together share a commit. */
    private static final int CALLERS = 12;

    private static final String NO_ANSWER = "no answer";

    /** After this a caller gives up, and knows nothing of what became of its submit. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScenarioCluster cluster;
    private final IntFunction<JobRequest> requests;
    private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(CALLERS);

    private Load(ScenarioCluster cluster, IntFunction<JobRequest> requests) {
        this.cluster = cluster;
        this.requests = requests;
    }

    /** @param requests makes each caller's next, from a number that grows */
    static Load start(ScenarioCluster cluster, int perSecond, IntFunction<JobRequest> requests) {
        Load load = new Load(cluster, requests);
        long period = CALLERS * 1_000L / perSecond;
        for (int caller = 0; caller < CALLERS; caller++) {
            load.callers.scheduleAtFixedRate(load.new Caller(caller), period, period, TimeUnit.MILLISECONDS);
        }
        return load;
    }

    /** Jobs whose submit was answered with 2xx. */
    Set<UUID> accepted() {
        return accepted;
    }

    /** How many submits were answered with each status. */
    Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    /** Returns when the last submit has been answered. */
    @Override
    public void close() {
        callers.shutdown();
        try {
            if (!callers.awaitTermination(ScenarioCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                callers.shutdownNow();
            }
        } catch (InterruptedException e) {
            callers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        Measure.print("submits", answers());
    }

    /** One of the callers. */
    private final class Caller implements Runnable {

        private int number;

        private Caller(int first) {
            number = first;
        }

        @Override
        public void run() {
            JobRequest request = requests.apply(number);
            number += CALLERS;
            try {
                Api.Answer answer = cluster.api(PATIENCE).post("api/v1/jobs", request.json());
                if (answer.ok()) {
                    UUID job = UUID.fromString(answer.json().getString("id"));
                    cluster.told().created(job);
                    accepted.add(job);
                }
                String status = Integer.toString(answer.status());
                if (answers.merge(status, 1, Integer::sum) == 1 && !answer.ok()) {
                    Measure.print("first answer " + status, answer.body());
                }
            } catch (IOException | RuntimeException e) {
                answers.merge(NO_ANSWER, 1, Integer::sum);
            }
        }
    }
}
