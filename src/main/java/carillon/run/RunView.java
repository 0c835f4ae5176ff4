package carillon.run;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A run as people read it.
 *
 * @param reason why it is skipped, cancelled or failed ({@code overlap}, {@code misfire}, {@code crashed}, …); else null
 * @param scheduledAt the instant it belongs to
 * @param dueAt when its next attempt may start; equals {@code scheduledAt} until a retry
 * @param epoch of the active timer that fired it; 0 when a caller's request did
 * @param claimedAt of the newest attempt; null before the first
 * @param startedAt of the newest attempt; null before the first
 * @param finishedAt null until final
 * @param attempt number of the newest attempt, 0 before the first
 * @param maxAttempts number of the last attempt it may have; grows with what is no failure of the job, such as a crash
 * @param member id of the member of the newest attempt; null before the first
 * @param result JSON text; null for none
 * @param error of the newest failed attempt; null for none
 * @param cancelledBy who cancelled it by a request of that run alone; null for none
 * @param progress of the newest attempt, 0 to 1, as it reported; null for none
 * @param progressMessage what it said of it; null for none
 * @param callbackUntil when its newest attempt ends unless its target, which has taken it over, is heard of; null when none has
 * @param traceparent of the trace that it belongs to
 * @param batch the catch-up or backfill it belongs to; null for none
 * @param target name of the only member that may perform it; null for any
 * @param fingerprint of a dead letter; null for every other, and for those of before there were fingerprints
 * @param erasedAt when it was deleted by request, which left its row alone; null while it is not
 */
public record RunView(
        UUID id,
        UUID job,
        String jobName,
        String tenant,
        String queue,
        int priority,
        RunState state,
        String reason,
        Instant scheduledAt,
        Instant dueAt,
        Instant firedAt,
        long epoch,
        Instant claimedAt,
        Instant startedAt,
        Instant finishedAt,
        int attempt,
        int maxAttempts,
        UUID member,
        String result,
        String error,
        List<AttemptView> attempts,
        String cancelledBy,
        UUID batch,
        Double progress,
        String progressMessage,
        String target,
        Instant callbackUntil,
        String traceparent,
        String fingerprint,
        Instant erasedAt) {

    /**
     * One attempt, oldest first.
     *
     * @param outcome {@code active}, {@code succeeded}, {@code failed}, {@code crashed}, {@code cancelled} or
     *     {@code handed-back}
     * @param lost what was last known of its member; null unless crashed
     */
    public record AttemptView(
            int number,
            UUID member,
            Instant startedAt,
            Instant finishedAt,
            String outcome,
            String error,
            LostMember lost) {

        /** One whose member was not lost. */
        public AttemptView(
                int number, UUID member, Instant startedAt, Instant finishedAt, String outcome, String error) {
            this(number, member, startedAt, finishedAt, outcome, error, null);
        }
    }

    /**
     * What was last known of a member that is gone.
     *
     * @param active how many attempts it said it was performing
     * @param lastSeen its last heartbeat, by the database's clock
     */
    public record LostMember(String name, String host, int active, Instant lastSeen) {}
}
