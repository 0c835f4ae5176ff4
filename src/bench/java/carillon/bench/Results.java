package carillon.bench;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What was measured so far, of each system in each round. */
final class Results {

    /** What is compared, as far as a line has it. */
    private static final List<String> FIGURES = List.of(
            "perSecond",
            "p50Ms",
            "p95Ms",
            "p99Ms",
            "maxMs",
            "startMs",
            "residentMb",
            "queriesPerSecond",
            "roundTripsPerSecond",
            "rowVersionsPerRun",
            "statementsPerRun",
            "roundTripsPerRun",
            "walBytesPerRun");

    /** What tells lines of one measure apart. */
    private static final List<String> VARIANTS =
            List.of("mode", "connections", "rate", "members", "pattern", "kind", "schedules", "past", "burst");

    private final Map<String, Map<String, Map<Integer, JsonObject>>> bySystem = new LinkedHashMap<>();

    void add(String system, int round, Line line) {
        JsonObject fields = line.fields();
        Map<Integer, JsonObject> rounds = bySystem.computeIfAbsent(system, any -> new LinkedHashMap<>())
                .computeIfAbsent(variant(line.measure(), fields), any -> new TreeMap<>());
        rounds.put(round, fields);
    }

    private static String variant(String measure, JsonObject fields) {
        StringBuilder variant = new StringBuilder(measure);
        VARIANTS.stream()
                .filter(fields::containsKey)
                .forEach(name -> variant.append(' ').append(name).append('=').append(fields.get(name)));
        return variant.toString().replace("\"", "");
    }

    /** Carillon's figure over each other system's, of every measure and round that both have. */
    List<Line> ratios() {
        List<Line> lines = new ArrayList<>();
        Map<String, Map<Integer, JsonObject>> own = bySystem.getOrDefault(Report.CARILLON, Map.of());
        bySystem.forEach((system, variants) -> {
            if (!system.equals(Report.CARILLON)) {
                variants.forEach((variant, rounds) -> rounds.forEach((round, theirs) -> {
                    JsonObject ours = own.getOrDefault(variant, Map.of()).get(round);
                    if (ours != null) {
                        lines.add(ratio(variant, round, system, ours, theirs));
                    }
                }));
            }
        });
        return lines.stream().filter(Objects::nonNull).toList();
    }

    private static Line ratio(String variant, int round, String system, JsonObject ours, JsonObject theirs) {
        Line line =
                new Line(variant).with("of", Report.CARILLON).with("to", system).with("round", round);
        for (String figure : FIGURES) {
            if (number(ours, figure) != null && number(theirs, figure) != null && number(theirs, figure) > 0) {
                line.with(figure, number(ours, figure) / number(theirs, figure));
            }
        }
        return line;
    }

    /** The least, the middle and the greatest of each system's figures, where there was more than one round. */
    Map<String, List<Line>> spans() {
        Map<String, List<Line>> spans = new LinkedHashMap<>();
        bySystem.forEach((system, variants) -> variants.forEach((variant, rounds) -> {
            for (String figure : FIGURES) {
                List<Double> all = rounds.values().stream()
                        .map(fields -> number(fields, figure))
                        .filter(Objects::nonNull)
                        .sorted()
                        .toList();
                if (all.size() > 1) {
                    spans.computeIfAbsent(system, any -> new ArrayList<>())
                            .add(new Line(variant)
                                    .with("figure", figure)
                                    .with("rounds", all.size())
                                    .with("min", all.get(0))
                                    .with("median", (all.get((all.size() - 1) / 2) + all.get(all.size() / 2)) / 2)
                                    .with("max", all.get(all.size() - 1)));
                }
            }
        }));
        return spans;
    }

    private static Double number(JsonObject fields, String name) {
        return fields.get(name) instanceof JsonNumber number ? number.doubleValue() : null;
    }
}
