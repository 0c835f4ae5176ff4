package carillon.scenario;

import java.time.Instant;
import java.util.UUID;

/** An entry of a journal as tests need it, field by field. */
final class JournalDraft {

    Instant at;
    JournalEntry.Kind kind = JournalEntry.Kind.CHANGED;
    UUID run;
    UUID job;
    String queue = "default";
    String key;
    Instant scheduledAt;
    Instant dueAt;
    String before;
    String after;
    int attemptBefore;
    int attempt;
    UUID memberBefore;
    UUID member;
    long epoch;
    String reason;
    String outcome;

    JournalDraft(Instant at) {
        this.at = at;
    }

    /** What follows it, with nothing changed yet. */
    JournalDraft next(Instant later) {
        JournalDraft next = new JournalDraft(later);
        next.run = run;
        next.job = job;
        next.queue = queue;
        next.key = key;
        next.scheduledAt = scheduledAt;
        next.dueAt = dueAt;
        next.before = after;
        next.after = after;
        next.attemptBefore = attempt;
        next.attempt = attempt;
        next.memberBefore = member;
        next.member = member;
        next.epoch = epoch;
        return next;
    }

    JournalEntry entry(long number) {
        return new JournalEntry(
                number,
                at,
                kind,
                run,
                job,
                "default",
                queue,
                key,
                scheduledAt,
                dueAt,
                before,
                after,
                attemptBefore,
                attempt,
                memberBefore,
                member,
                epoch,
                reason,
                outcome);
    }
}
