package carillon.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The cluster as the database told it with the newest heartbeat.
 *
 * @param members every row, this member's own among them
 */
record ClusterView(List<MemberRow> members, LeaseRow lease) {

    static final ClusterView UNKNOWN = new ClusterView(List.of(), new LeaseRow(0, null, Duration.ZERO));

    /** The same with that state of that member. */
    ClusterView with(UUID id, String state) {
        return new ClusterView(
                members.stream()
                        .map(member -> member.id().equals(id) ? member.in(state) : member)
                        .toList(),
                lease);
    }

    Optional<MemberRow> byId(UUID id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    Optional<MemberRow> byHazelcast(UUID hazelcast) {
        return members.stream()
                .filter(member ->
                        hazelcast.equals(member.hazelcast()) && !member.state().equals(MemberRow.GONE))
                .findFirst();
    }
}
