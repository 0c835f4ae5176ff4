package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * What a target is told that says it goes on.
 *
 * @param stop true when the run was cancelled: nothing that the target does for it counts
 * @param until when the attempt ends unless the target is heard of again, or is done; null when its member still waits for the
 *     answer to its request, and after a cancel
 */
public record HeartbeatAnswer(UUID run, int attempt, RunState state, boolean stop, Instant until) {}
