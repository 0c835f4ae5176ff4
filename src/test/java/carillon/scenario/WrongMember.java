package carillon.scenario;

import static carillon.scenario.ScenarioCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.test.PayaraMember;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A member whose wall clock is wrong, beside one whose is right; there is no third. It is killed at the end. */
final class WrongMember implements AutoCloseable {

    private static final DateTimeFormatter LOGGED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

    private final ScenarioCluster cluster;
    private final ShiftedClock clock;
    private final PayaraMember right;
    private final PayaraMember wrong;

    WrongMember(ScenarioCluster cluster, ShiftedClock clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.right = cluster.timer();
        this.wrong = cluster.otherThanTimer();
        cluster.serving().stream()
                .filter(member -> member != right && member != wrong)
                .forEach(PayaraMember::stop);
    }

    /** Starts it anew with a clock that is off by so much, and makes it the active timer; returns its epoch. */
    long isOffBy(Duration shift) throws IOException {
        wrong.kill();
        wrong.startWith(clock.by(shift));
        wrong.awaitReady();
        assertThat(ownTime())
                .isBetween(
                        since().plus(shift).minusSeconds(60),
                        since().plus(shift).plusSeconds(60));
        eventually("both know each other").until(() -> agree(cluster.epoch()));
        new Api(right.uri())
                .post("api/v1/members/" + cluster.idOf(right) + "/step-down", "{}")
                .required();
        eventually("it is the active timer").until(() -> cluster.timer() == wrong && agree(cluster.epoch()));
        return cluster.epoch();
    }

    UUID id() {
        return cluster.idOf(wrong);
    }

    Api api() {
        return new Api(wrong.uri());
    }

    /** Neither is lost, and the timer is the same, at each look. */
    void keepsItsPlace(Duration length) throws IOException {
        long epoch = cluster.epoch();
        await("both are there, and the timer stays")
                .pollInterval(Duration.ofMillis(500))
                .during(length)
                .atMost(length.plus(ScenarioCluster.PATIENCE))
                .failFast("the timer has changed", () -> cluster.epoch() != epoch)
                .until(() -> agree(epoch));
        reaches(right, wrong);
        reaches(wrong, right);
    }

    /** True when both say that just these two are up, and that the active timer has that epoch. */
    private boolean agree(long epoch) throws IOException {
        for (PayaraMember member : List.of(right, wrong)) {
            List<JsonObject> up = new Api(member.uri())
                    .get("api/v1/members").required().json().getJsonArray("items").stream()
                            .map(JsonObject.class::cast)
                            .filter(one -> one.getString("state").equals("up"))
                            .toList();
            long timers = up.stream()
                    .filter(one -> one.getBoolean("timer")
                            && one.getJsonNumber("epoch").longValueExact() == epoch)
                    .count();
            if (up.size() != 2 || timers != 1) {
                return false;
            }
        }
        return true;
    }

    /** Commands go through Hazelcast, which must see both. */
    private void reaches(PayaraMember from, PayaraMember to) throws IOException {
        for (String command : List.of("drain", "undrain")) {
            new Api(from.uri())
                    .post("api/v1/members/" + cluster.idOf(to) + "/" + command, "{}")
                    .required();
        }
    }

    /** When it joined, by the database's clock. */
    private Instant since() {
        return cluster.rows().instant("select since from member where id = ?", id());
    }

    /** When it joined, by its own clock. */
    private Instant ownTime() throws IOException {
        String joined = "event=member-up member=" + id();
        try (Stream<String> lines = Files.lines(wrong.log())) {
            return lines.filter(line -> line.contains(joined))
                    .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(' ')), LOGGED)
                            .toInstant())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        wrong.kill();
    }
}
