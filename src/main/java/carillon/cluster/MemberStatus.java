package carillon.cluster;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One member as the others see it.
 *
 * @param id new at each start of the JVM
 * @param name for people: the host's name and port, or what the configuration says
 * @param slots how many attempts it performs at once
 * @param active attempts it performs now, as of its newest heartbeat; with calls that wait for answers it can be more than slots
 * @param state {@code up}, {@code draining}, or {@code gone} when its heartbeat has stopped
 * @param timer true for the holder of the timer's lease
 * @param epoch of its lease; null when it is not the active timer
 */
public record MemberStatus(
        UUID id,
        String name,
        String host,
        int port,
        long pid,
        List<String> roles,
        String version,
        int slots,
        int active,
        Instant since,
        String state,
        boolean timer,
        Long epoch) {}
