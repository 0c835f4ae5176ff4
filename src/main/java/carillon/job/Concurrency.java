package carillon.job;

import carillon.platform.FieldError;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How many runs of a job, or of a key, may be unfinished at once.
 *
 * @param maxRuns 1 to 1,000, default 1
 * @param policy what becomes of an instant that comes while that many are unfinished; {@code skip} (default): skipped
 *     with reason {@code overlap}; {@code queue}: waits, oldest first; {@code cancel-oldest}: runs, and the oldest begun
 *     one is cancelled with reason {@code overlap}; {@code allow}: no bound
 * @param key 1 to 200 characters: a name shared by jobs, or {@code $.path} into the payload; null for the job alone
 */
public record Concurrency(Integer maxRuns, String policy, String key) {

    public static final Concurrency DEFAULT = new Concurrency(null, null, null);
    private static final String SKIP = "skip";
    private static final String ALLOW = "allow";
    private static final List<String> POLICIES = List.of(SKIP, "queue", "cancel-oldest", ALLOW);
    private static final int LONGEST = 200;
    private static final Pattern PATH = Pattern.compile("\\$(\\.[A-Za-z0-9_-]{1,100}){1,10}");

    public Concurrency {
        maxRuns = maxRuns == null ? 1 : maxRuns;
        policy = policy == null ? SKIP : policy;
    }

    /** True when the number of unfinished runs is bounded. */
    public boolean limited() {
        return !ALLOW.equals(policy);
    }

    /**
     * The key of a run of the job: its id, or for a key of one's own a text that begins with a slash and is to be told
     * apart by tenant. A path is resolved here; runs whose payload has nothing there count as runs of the job alone.
     *
     * @param payload of the run; null for none
     * @return null when the number of unfinished runs is not bounded
     */
    public String keyOf(UUID job, JsonValue payload) {
        if (!limited()) {
            return null;
        }
        if (key == null) {
            return job.toString();
        }
        if (!key.startsWith("$")) {
            return "/" + key;
        }
        JsonValue found = at(payload);
        return found == null || found == JsonValue.NULL ? job.toString() : "/" + key + "=" + shortText(found);
    }

    private JsonValue at(JsonValue payload) {
        JsonValue value = payload;
        for (String step : key.substring(2).split("\\.")) {
            if (value instanceof JsonObject object) {
                value = object.get(step);
            } else if (value instanceof JsonArray array && step.matches("[0-9]{1,6}")) {
                int index = Integer.parseInt(step);
                value = index < array.size() ? array.get(index) : null;
            } else {
                return null;
            }
        }
        return value;
    }

    /** The key is in an index, whose entries are bounded. */
    private static String shortText(JsonValue value) {
        String text = value instanceof JsonString string ? string.getString() : value.toString();
        return text.length() <= LONGEST ? text : "#" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        checks.that("maxRuns", maxRuns >= 1 && maxRuns <= 1_000, "is 1 to 1000");
        checks.that("policy", POLICIES.contains(policy), "is one of " + String.join(", ", POLICIES));
        if (key != null) {
            checks.text("key", key, LONGEST);
            checks.that(
                    "key",
                    !key.startsWith("$") || PATH.matcher(key).matches(),
                    "a path is $ and names or indexes with a dot before each, such as $.customer.id");
            checks.that("key", limited(), "means nothing with policy allow: leave it out, or choose another policy");
        }
        return checks.errors();
    }
}
