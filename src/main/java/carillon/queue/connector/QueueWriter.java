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
import redis.clients.jedis.params.ZAddParams;

/** The commands of the outbound side over one connection, each one pipelined round trip. */
record QueueWriter(Jedis redis, QueueKeys keys) {

    /** Redis does nothing else during one command: 1,000 members keep it below a millisecond. */
    private static final int CHUNK = 1_000;

    Map<QueueLane, Offered> offer(Collection<QueueEntry> entries, int bound) {
        Map<QueueLane, Map<String, Double>> byLane = new LinkedHashMap<>();
        for (QueueEntry entry : entries) {
            byLane.computeIfAbsent(entry.lane(), lane -> new LinkedHashMap<>()).put(entry.runId(), entry.score());
        }
        Map<QueueLane, Response<Long>> left = new HashMap<>();
        Map<QueueLane, Response<Long>> sizes = new LinkedHashMap<>();
        pipelined(pipeline -> byLane.forEach((lane, scores) -> {
            String key = keys.lane(lane);
            add(pipeline, key, scores);
            left.put(lane, pipeline.zremrangeByRank(key, bound, -1));
            sizes.put(lane, pipeline.zcard(key));
            lineUp(pipeline, lane);
        }));
        Map<QueueLane, Offered> offered = new LinkedHashMap<>();
        sizes.forEach((lane, size) ->
                offered.put(lane, new Offered(size.get(), left.get(lane).get())));
        return offered;
    }

    /** A lane whose place among the turns was lost, by who looked at it and died, gets it again here. */
    List<Long> sizes(List<QueueLane> lanes) {
        List<Response<Long>> sizes = new ArrayList<>();
        pipelined(pipeline -> lanes.forEach(lane -> {
            sizes.add(pipeline.zcard(keys.lane(lane)));
            lineUp(pipeline, lane);
        }));
        return sizes.stream().map(Response::get).toList();
    }

    long remove(QueueLane lane, Collection<String> runIds) {
        List<Response<Long>> removed = new ArrayList<>();
        pipelined(pipeline -> chunks(List.copyOf(runIds))
                .forEach(chunk -> removed.add(pipeline.zrem(keys.lane(lane), chunk.toArray(String[]::new)))));
        return removed.stream().mapToLong(Response::get).sum();
    }

    /** An empty one is taken out again by the next that looks for ids. */
    private void lineUp(Pipeline pipeline, QueueLane lane) {
        pipeline.zadd(
                keys.lanes(lane.queue()),
                0,
                lane.tenant(),
                ZAddParams.zAddParams().nx());
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
