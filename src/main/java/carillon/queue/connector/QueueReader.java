package carillon.queue.connector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.util.KeyValue;

/** The commands of the inbound side over one connection. */
record QueueReader(Jedis redis, QueueKeys keys) {

    /** Pops the lowest head of all keys, again and again: one head is read ahead of each key, never more. */
    private static final String POP_LOWEST =
            """
            local function head(key)
              local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
              return tonumber(first[2])
            end
            local heads, popped = {}, {}
            for i = 1, #KEYS do heads[i] = head(KEYS[i]) or false end
            for _ = 1, tonumber(ARGV[1]) do
              local best
              for i = 1, #KEYS do
                if heads[i] and (not best or heads[i] < heads[best]) then best = i end
              end
              if not best then break end
              local taken = redis.call('ZPOPMIN', KEYS[best])
              popped[#popped + 1] = best
              popped[#popped + 1] = taken[1]
              popped[#popped + 1] = taken[2]
              heads[best] = head(KEYS[best]) or false
            end
            return popped
            """;

    private static final String POP_LOWEST_SHA = sha1(POP_LOWEST);

    /** At most that many ids with the lowest scores across the queues, lowest first, in one round trip. */
    List<PoppedRun> pop(int ids, List<String> queues) {
        String[] from = keys.of(queues);
        return from.length == 1 ? popOne(ids, from[0]) : popLowest(ids, List.of(from));
    }

    /** The first id that one of the queues has or gets within the time. */
    Optional<PoppedRun> await(List<String> queues, Duration longest) {
        KeyValue<String, Tuple> first = redis.bzpopmin(longest.toMillis() / 1000.0, keys.of(queues));
        return Optional.ofNullable(first).map(it -> popped(it.getKey(), it.getValue()));
    }

    /** Puts ids back where they were, but not over a score they were given since. */
    void putBack(List<PoppedRun> runs) {
        Map<String, Map<String, Double>> scores = runs.stream()
                .collect(Collectors.groupingBy(
                        PoppedRun::key, Collectors.toMap(PoppedRun::runId, PoppedRun::score, (one, other) -> one)));
        scores.forEach((key, members) ->
                redis.zadd(key, members, ZAddParams.zAddParams().nx()));
    }

    private List<PoppedRun> popOne(int ids, String key) {
        return redis.zpopmin(key, ids).stream().map(run -> popped(key, run)).toList();
    }

    private List<PoppedRun> popLowest(int ids, List<String> from) {
        List<String> count = List.of(String.valueOf(ids));
        List<?> reply;
        try {
            reply = (List<?>) redis.evalsha(POP_LOWEST_SHA, from, count);
        } catch (JedisNoScriptException firstTimeHere) {
            reply = (List<?>) redis.eval(POP_LOWEST, from, count);
        }
        List<PoppedRun> popped = new ArrayList<>(reply.size() / 3);
        for (int at = 0; at < reply.size(); at += 3) {
            String key = from.get(((Long) reply.get(at)).intValue() - 1);
            popped.add(new PoppedRun(key, (String) reply.get(at + 1), Double.parseDouble((String) reply.get(at + 2))));
        }
        return popped;
    }

    private static PoppedRun popped(String key, Tuple run) {
        return new PoppedRun(key, run.getElement(), run.getScore());
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
