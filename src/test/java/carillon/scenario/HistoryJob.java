package carillon.scenario;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A row of the job table, as far as its runs can be judged by it.
 *
 * @param spec the definition as it is stored
 * @param fired how many instants have a row, as the timer counts
 */
record HistoryJob(UUID id, String name, JsonObject spec, Instant createdAt, boolean oneShot, long fired) {

    private static final String COALESCE = "coalesce";
    private static final int MOST_CAUGHT_UP = 100;

    JsonObject schedule() {
        return spec.getJsonObject("schedule");
    }

    /** Null for none. */
    Instant start() {
        return instant("start");
    }

    /** Null for none. */
    Instant end() {
        return instant("end");
    }

    private Instant instant(String field) {
        return has(field) ? Instant.parse(spec.getString(field)) : null;
    }

    private boolean has(String field) {
        return spec.containsKey(field) && !spec.isNull(field);
    }

    /** How many of its instants are run at most; {@link Long#MAX_VALUE} for no bound. */
    long mostRuns() {
        return has("maxRuns") ? spec.getJsonNumber("maxRuns").longValueExact() : Long.MAX_VALUE;
    }

    /** How many of its runs may be performed at once. */
    int atOnce() {
        JsonObject concurrency = spec.getJsonObject("concurrency");
        boolean bounded = concurrency == null || !"allow".equals(concurrency.getString("policy", "skip"));
        return bounded ? (concurrency == null ? 1 : concurrency.getInt("maxRuns", 1)) : Integer.MAX_VALUE;
    }

    /** True when its runs share their places with those of other jobs. */
    boolean hasKey() {
        JsonObject concurrency = spec.getJsonObject("concurrency");
        return concurrency != null && concurrency.containsKey("key") && !concurrency.isNull("key");
    }

    /** What becomes of missed instants. */
    String misfire() {
        return has("misfire") ? spec.getJsonObject("misfire").getString("policy", COALESCE) : COALESCE;
    }

    /** How many runs a catch-up has at most. */
    int misfireLimit() {
        return has("misfire") ? spec.getJsonObject("misfire").getInt("limit", MOST_CAUGHT_UP) : MOST_CAUGHT_UP;
    }

    @Override
    public String toString() {
        return "job " + id + " \"" + name + "\"";
    }
}
