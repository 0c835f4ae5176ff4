package carillon.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Uses several connections to a member at once, each on a thread of its own. */
final class Load {

    static final int BULK = 500;

    private static final int BULK_CONNECTIONS = 2;

    private final URI member;

    Load(URI member) {
        this.member = member;
    }

    /** Submits the jobs in bulk requests; returns when all are stored. */
    void submit(List<String> jobs) {
        List<List<String>> requests = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += BULK) {
            requests.add(jobs.subList(from, Math.min(jobs.size(), from + BULK)));
        }
        var next = requests.iterator();
        each(BULK_CONNECTIONS, api -> {
            for (List<String> request = take(next); request != null; request = take(next)) {
                created(api.post("/jobs/bulk", JobText.bulk(request)), request.size());
            }
        });
    }

    private static <T> T take(java.util.Iterator<T> from) {
        synchronized (from) {
            return from.hasNext() ? from.next() : null;
        }
    }

    /** @throws IllegalStateException unless the answer to a bulk request says that all jobs were created */
    static void created(String answer, int jobs) {
        if (!answer.contains("\"created\":" + jobs + ",")) {
            throw new IllegalStateException("Not all of " + jobs + " jobs were created: " + answer);
        }
    }

    /** Lets so many connections work, and waits until each is done. */
    void each(int connections, Consumer<Api> work) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            try (Api api = new Api(member)) {
                                work.accept(api);
                            }
                        },
                        threads));
            }
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
    }
}
