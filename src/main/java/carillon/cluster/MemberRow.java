package carillon.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A member as its row says.
 *
 * @param hazelcast its id in Hazelcast
 * @param silence age of its heartbeat by the database's clock
 */
record MemberRow(
        UUID id,
        UUID hazelcast,
        String name,
        String host,
        int port,
        long pid,
        List<String> roles,
        String version,
        int slots,
        int active,
        String state,
        Instant since,
        Duration silence) {

    static final String UP = "up";
    static final String DRAINING = "draining";
    static final String GONE = "gone";

    /** One that is gone stays so. */
    MemberRow in(String newState) {
        return state.equals(GONE)
                ? this
                : new MemberRow(
                        id, hazelcast, name, host, port, pid, roles, version, slots, active, newState, since, silence);
    }

    boolean mayBeTimer() {
        return roles.contains("timer") && !state.equals(GONE);
    }
}
