package carillon.scenario;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What ledger/verify says of a range of time, all its pages together.
 *
 * @param faults one line for each place that it names; empty when every instant has its row
 */
record Proof(long instants, long accounted, List<String> faults) {

    private static final List<String> KINDS = List.of("gaps", "duplicates", "unexpected", "unverified");
    private static final List<String> COUNTS =
            List.of("gapCount", "duplicateCount", "unexpectedCount", "unverifiedCount", "pending", "pruned");

    /** Of all jobs. */
    static Proof of(Api api, Instant from, Instant to) throws IOException {
        return of(api, "from=" + from + "&to=" + to);
    }

    /** The same of one job. */
    static Proof of(Api api, UUID job, Instant from, Instant to) throws IOException {
        return of(api, "job=" + job + "&from=" + from + "&to=" + to);
    }

    private static Proof of(Api api, String range) throws IOException {
        Proof proof = new Proof(0, 0, List.of());
        String page = "";
        do {
            JsonObject answer =
                    api.get("api/v1/ledger/verify?" + range + page).required().json();
            proof = proof.and(answer);
            page = answer.isNull("next") ? "" : "&cursor=" + encoded(answer.getString("next"));
        } while (!page.isEmpty());
        return proof;
    }

    private Proof and(JsonObject answer) {
        List<String> all = new ArrayList<>(faults);
        for (String kind : KINDS) {
            answer.getJsonArray(kind).getValuesAs(JsonObject.class).forEach(place -> all.add(fault(kind, place)));
        }
        for (String count : COUNTS) {
            JsonValue number = answer.get(count);
            if (!number.toString().equals("0")) {
                all.add(count + " " + number);
            }
        }
        return new Proof(
                instants + answer.getJsonNumber("instants").longValueExact(),
                accounted + answer.getJsonNumber("accounted").longValueExact(),
                List.copyOf(all));
    }

    private static String fault(String kind, JsonObject place) {
        return kind + " " + place.getString("job") + " " + Instant.parse(place.getString("scheduledAt"));
    }

    private static String encoded(String cursor) {
        return URLEncoder.encode(cursor, StandardCharsets.UTF_8);
    }
}
