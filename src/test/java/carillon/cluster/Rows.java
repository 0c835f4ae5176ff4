package carillon.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Rows of members for tests. */
final class Rows {

    private Rows() {}

    static MemberRow up(UUID id, UUID hazelcast, Duration silence, String... roles) {
        return row(id, hazelcast, silence, MemberRow.UP, List.of(roles));
    }

    static MemberRow gone(UUID id, UUID hazelcast) {
        return row(id, hazelcast, Duration.ofMinutes(1), MemberRow.GONE, List.of("api", "timer", "worker"));
    }

    static LeaseRow lease(long epoch, UUID owner) {
        return new LeaseRow(epoch, owner, Duration.ZERO);
    }

    private static MemberRow row(UUID id, UUID hazelcast, Duration silence, String state, List<String> roles) {
        return new MemberRow(
                id,
                hazelcast,
                "name-" + id,
                "here",
                8080,
                1,
                roles,
                "test",
                20,
                0,
                state,
                Instant.parse("2026-03-01T10:00:00Z"),
                silence);
    }
}
