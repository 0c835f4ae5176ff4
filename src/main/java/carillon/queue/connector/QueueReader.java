package carillon.queue.connector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.util.KeyValue;

/** The commands of the inbound side over one connection. */
record QueueReader(Jedis redis, QueueKeys keys) {

    private static final String POP = script("pop.lua");
    private static final String POP_SHA = sha1(POP);

    /** At most as many ids as asked, in the order of turns, in one round trip. */
    List<PoppedRun> pop(int ids, Demand asked) {
        List<String> from = new ArrayList<>();
        from.add(keys.turns());
        from.addAll(List.of(keys.lanes(asked.queueNames())));
        List<String> shares = new ArrayList<>();
        shares.add(String.valueOf(ids));
        asked.queues().forEach(queue -> add(shares, queue));
        asked.tenants().forEach(tenant -> add(shares, tenant));
        List<?> reply;
        try {
            reply = (List<?>) redis.evalsha(POP_SHA, from, shares);
        } catch (JedisNoScriptException firstTimeHere) {
            reply = (List<?>) redis.eval(POP, from, shares);
        }
        List<PoppedRun> popped = new ArrayList<>(reply.size() / 4);
        for (int at = 0; at < reply.size(); at += 4) {
            QueueLane lane = new QueueLane((String) reply.get(at), (String) reply.get(at + 1));
            popped.add(new PoppedRun(lane, (String) reply.get(at + 2), Double.parseDouble((String) reply.get(at + 3))));
        }
        return popped;
    }

    private static void add(List<String> shares, Demand.Share share) {
        shares.add(share.name());
        shares.add(String.valueOf(share.weight()));
        shares.add(String.valueOf(share.most()));
    }

    /** Waits until one of the queues has an id, at most so long; false when the time has passed. */
    boolean await(List<String> queues, Duration longest) {
        KeyValue<String, Tuple> first = redis.bzpopmin(longest.toMillis() / 1000.0, keys.lanes(queues));
        if (first == null) {
            return false;
        }
        // Its place among the turns was taken out to see it. Should we die here, the next refill puts it back.
        redis.zadd(
                first.getKey(),
                first.getValue().getScore(),
                first.getValue().getElement(),
                ZAddParams.zAddParams().nx());
        return true;
    }

    /** Puts ids back where they were, but not over a score they were given since. */
    void putBack(List<PoppedRun> runs) {
        Map<QueueLane, Map<String, Double>> scores = runs.stream()
                .collect(Collectors.groupingBy(
                        PoppedRun::lane, Collectors.toMap(PoppedRun::runId, PoppedRun::score, (one, other) -> one)));
        scores.forEach((lane, members) -> {
            redis.zadd(keys.lane(lane), members, ZAddParams.zAddParams().nx());
            redis.zadd(
                    keys.lanes(lane.queue()),
                    0,
                    lane.tenant(),
                    ZAddParams.zAddParams().nx());
        });
    }

    private static String script(String name) {
        try (InputStream in = QueueReader.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1.", e);
        }
    }
}
