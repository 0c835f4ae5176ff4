package carillon.bench;

import carillon.test.LocalCluster;
import carillon.test.PayaraMember;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much processor time each part of the cluster takes from here on. */
final class CpuUse {

    private final LocalCluster cluster;
    private final long began = System.nanoTime();
    private final Map<String, Double> before;

    CpuUse(LocalCluster cluster) {
        this.cluster = cluster;
        this.before = seconds();
    }

    private Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put(
                "members",
                cluster.members().stream()
                        .mapToLong(PayaraMember::pid)
                        .mapToDouble(Processes::cpuSeconds)
                        .sum());
        seconds.put(
                "postgres",
                cluster.postgres().pid().map(Processes::treeCpuSeconds).orElse(0.0));
        seconds.put("redis", redis());
        seconds.put("bench", Processes.cpuSeconds(ProcessHandle.current().pid()));
        return seconds;
    }

    private static double redis() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("redis"))
                .mapToDouble(child -> Processes.cpuSeconds(child.pid()))
                .sum();
    }

    /** Cores in use since then, on average. */
    JsonObject cores() {
        return parts((System.nanoTime() - began) / 1e9);
    }

    /** Microseconds of processor time since then for each of so many: says more than a rate on a busy machine. */
    JsonObject microsEach(long count) {
        return parts(count / 1e6);
    }

    private JsonObject parts(double divisor) {
        var parts = Json.createObjectBuilder();
        seconds()
                .forEach((part, now) -> parts.add(
                        part,
                        BigDecimal.valueOf((now - before.get(part)) / divisor).setScale(2, RoundingMode.HALF_UP)));
        return parts.build();
    }
}
