package carillon.queue.connector;

import carillon.queue.connector.QueueConnection.Offered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** The commands of the outbound side over one connection, each one pipelined round trip. */
record QueueWriter(Jedis redis, QueueKeys keys) {

    /** Redis does nothing else during one command: 1,000 members keep it below a millisecond. */
    private static final int CHUNK = 1_000;

    Map<String, Offered> offer(Collection<QueueEntry> entries, int bound) {
        Map<String, Map<String, Double>> byQueue = new LinkedHashMap<>();
        for (QueueEntry entry : entries) {
            byQueue.computeIfAbsent(entry.queue(), queue -> new LinkedHashMap<>())
                    .put(entry.runId(), entry.score());
        }
        Map<String, Response<Long>> left = new HashMap<>();
        Map<String, Response<Long>> sizes = new LinkedHashMap<>();
        pipelined(pipeline -> byQueue.forEach((queue, scores) -> {
            String key = keys.of(queue);
            add(pipeline, key, scores);
            left.put(queue, pipeline.zremrangeByRank(key, bound, -1));
            sizes.put(queue, pipeline.zcard(key));
        }));
        Map<String, Offered> offered = new LinkedHashMap<>();
        sizes.forEach((queue, size) ->
                offered.put(queue, new Offered(size.get(), left.get(queue).get())));
        return offered;
    }

    List<Long> sizes(List<String> queues) {
        List<Response<Long>> sizes = new ArrayList<>();
        pipelined(pipeline -> queues.forEach(queue -> sizes.add(pipeline.zcard(keys.of(queue)))));
        return sizes.stream().map(Response::get).toList();
    }

    long remove(String queue, Collection<String> runIds) {
        List<Response<Long>> removed = new ArrayList<>();
        pipelined(pipeline -> chunks(List.copyOf(runIds))
                .forEach(chunk -> removed.add(pipeline.zrem(keys.of(queue), chunk.toArray(String[]::new)))));
        return removed.stream().mapToLong(Response::get).sum();
    }

    String ping() {
        return redis.ping();
    }

    private static void add(Pipeline pipeline, String key, Map<String, Double> scores) {
        for (List<String> chunk : chunks(List.copyOf(scores.keySet()))) {
            Map<String, Double> members = new HashMap<>();
            chunk.forEach(id -> members.put(id, scores.get(id)));
            pipeline.zadd(key, members);
        }
    }

    private static List<List<String>> chunks(List<String> ids) {
        List<List<String>> chunks = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            chunks.add(ids.subList(from, Math.min(from + CHUNK, ids.size())));
        }
        return chunks;
    }

    /** The answers are read, all of them, when the pipeline closes; an error reply is thrown by {@link Response#get}. */
    private void pipelined(Consumer<Pipeline> commands) {
        try (Pipeline pipeline = redis.pipelined()) {
            commands.accept(pipeline);
        }
    }
}
