package carillon.run;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What decides about a run, read in one moment.
 *
 * @param now the database's time
 * @param pause of its queue; null when it is not paused
 * @param blackout that holds its queue now; null when none does
 * @param holders runs that hold a place of its key
 * @param waits true when it waits for a place of its key outside of the hand-off
 * @param limit of its queue or tenant that leaves no place now; null when none does
 * @param workers members that perform runs
 * @param free their slots that are free, by their last heartbeats
 * @param memberName of its newest attempt; null when that member is gone, and before the first
 * @param target the only member that may perform it; null for any
 */
record RunSituation(
        RunView run,
        Instant now,
        Pause pause,
        Blackout blackout,
        List<UUID> holders,
        boolean waits,
        Limit limit,
        int workers,
        int free,
        String memberName,
        TargetMember target) {

    /** The first obstacle of a run that waits, or what decided about one that does not. */
    RunWhy why() {
        return switch (run.state()) {
            case scheduled, retrying -> waiting();
            case active -> active();
            case succeeded -> answer("succeeded", "Attempt " + run.attempt() + member() + " succeeded.");
            case failed -> failed();
            case cancelled -> cancelled();
            case skipped -> answer(run.reason(), skipped());
        };
    }

    private RunWhy active() {
        if (run.callbackUntil() != null) {
            return answer(
                    "callback",
                    "The target of attempt " + run.attempt()
                            + " has taken it over: it waits for the target's callback until " + run.callbackUntil()
                            + ".");
        }
        return answer("running", "Attempt " + run.attempt() + member() + " since " + run.claimedAt() + ".");
    }

    private RunWhy waiting() {
        if (run.dueAt().isAfter(now)) {
            if ("postponed".equals(run.reason())) {
                return waits(
                        "postponed",
                        "Attempt " + run.attempt() + " was postponed, which does not count: " + run.error()
                                + ". The next starts at " + run.dueAt() + ".",
                        start());
            }
            return run.attempt() == 0
                    ? waits("not-due", "It is not due before " + run.dueAt() + ".", start())
                    : waits(
                            "backoff",
                            "Attempt " + run.attempt() + " failed; the next starts at " + run.dueAt() + ".",
                            start());
        }
        if (pause != null) {
            return waits("queue-paused", "Queue " + run.queue() + " is paused" + pause + ". Resume it.", null);
        }
        if (blackout != null) {
            return waits(
                    "blackout",
                    "Blackout " + blackout.name + " holds queue " + run.queue() + " until " + blackout.until
                            + because(blackout.reason) + ".",
                    start());
        }
        if (target != null && !target.here) {
            return away();
        }
        if (waits || !holders.isEmpty()) {
            return waits("overlap", "Its job allows no more runs at once: it waits for the end of another.", null);
        }
        if (limit != null) {
            return new RunWhy(run.id(), run.state(), limit.reason(), limit.detail(), limit.start(), limit.holders());
        }
        if (target != null && target.free == 0) {
            return waits("no-free-slot", "All slots of member " + run.target() + " are taken.", null);
        }
        if (workers == 0) {
            return waits("no-worker", "No member with the role worker takes runs. Start one, or end its drain.", null);
        }
        if (free == 0) {
            return waits("no-free-slot", "All slots of " + workers + " workers are taken. Start more workers.", null);
        }
        return waits(
                "next", "It is due and handed out next, behind runs of higher priority and earlier due time.", now);
    }

    private RunWhy away() {
        if ("draining".equals(target.state)) {
            return waits(
                    "member-draining",
                    "It waits for member " + run.target() + ", which is draining. End its drain.",
                    null);
        }
        return waits(
                "member-away",
                "It waits for member " + run.target()
                        + (target.lastSeen == null
                                ? ", which has not been seen: start it, or change the job's target."
                                : ", last seen at " + target.lastSeen + "."),
                null);
    }

    /** When the run is due and no known blackout holds it; null while its queue is paused. */
    private Instant start() {
        if (pause != null) {
            return null;
        }
        return blackout == null || blackout.until.isBefore(run.dueAt()) ? run.dueAt() : blackout.until;
    }

    private RunWhy failed() {
        if (run.erasedAt() != null) {
            return answer("deleted", "It failed. What it went through was deleted at " + run.erasedAt() + ".");
        }
        if ("crashed".equals(run.reason())) {
            return answer("crashed", run.error() + " It is kept from doing so again. Retry it when the cause is gone.");
        }
        if ("held".equals(run.reason())) {
            return answer("held", run.error() + " Its job asks for a person to decide: retry it, or cancel it.");
        }
        if ("expired".equals(run.reason())) {
            return answer("expired", run.error());
        }
        boolean used = run.attempt() >= run.maxAttempts();
        return answer(
                used ? "attempts-used-up" : "permanent",
                (used
                                ? "The last of its attempts, " + run.attempt() + ", failed: "
                                : "Attempt " + run.attempt() + " failed in a way that another cannot mend: ")
                        + run.error());
    }

    private RunWhy cancelled() {
        if (run.cancelledBy() != null) {
            return answer("cancelled", "Cancelled by " + run.cancelledBy() + because(run.reason()) + ".");
        }
        return answer(
                "overlap".equals(run.reason()) ? "overlap" : "cancelled",
                "overlap".equals(run.reason())
                        ? "A newer run of its key took its place, as its job asks for."
                        : "Cancelled" + because(run.reason()) + ".");
    }

    private String skipped() {
        return switch (run.reason()) {
            case "misfire" -> "Its instant was missed by more than its job's grace, and the job asks for no run then.";
            case "coalesced" -> "Its instant was missed together with later ones, and one run stands for all of them.";
            case "overlap" ->
                "Other runs of its job, or with its key, held all places when it came, and its job skips instants then.";
            case "expired" -> "Member " + run.target() + " was not there for longer than its job lets it wait.";
            case "no-member" -> "No member with the role worker was there when its instant was written.";
            case "blackout" -> "A blackout skipped the instants of its queue at that time.";
            default -> "Its instant passed without a run" + because(run.reason()) + ".";
        };
    }

    private String member() {
        String name = memberName == null ? String.valueOf(run.member()) : memberName;
        return " on member " + name;
    }

    private RunWhy answer(String reason, String detail) {
        return new RunWhy(run.id(), run.state(), reason, detail, null, List.of());
    }

    private RunWhy waits(String reason, String detail, Instant start) {
        return new RunWhy(run.id(), run.state(), reason, detail, start, holders);
    }

    private static String because(String reason) {
        return reason == null ? "" : ": " + reason;
    }

    /**
     * A limit that leaves no place.
     *
     * @param start null when it is not known
     * @param holders some of the runs that fill it; empty for a rate
     */
    record Limit(String reason, String detail, Instant start, List<UUID> holders) {

        static Limit ofQueue(String queue, int most, List<UUID> holders) {
            return new Limit(
                    "queue-limit",
                    "Queue " + queue + " allows " + most
                            + " active runs at once, and has them: it waits for the end of one."
                            + " Raise maxActive of the queue to let more run.",
                    null,
                    holders);
        }

        static Limit ofTenant(String tenant, int most, List<UUID> holders) {
            return new Limit(
                    "tenant-limit",
                    "Tenant " + tenant + " may have " + most
                            + " active runs at once, and has them: it waits for the end of" + " one.",
                    null,
                    holders);
        }

        static Limit ofRate(String queue, double rate, Instant start) {
            return new Limit(
                    "queue-rate",
                    "Queue " + queue + " lets " + rate + " runs a second begin; the next may at " + start + ".",
                    start,
                    List.of());
        }
    }

    /** Why a queue is paused, and by whom. */
    record Pause(String reason, String author) {

        @Override
        public String toString() {
            return (author == null ? "" : " by " + author) + because(reason);
        }
    }

    /**
     * The member a run is for.
     *
     * @param here true when it takes runs
     * @param state as its row says; null when it has none
     * @param lastSeen null when it never was, or long ago
     * @param free its free slots, by its last heartbeat
     */
    record TargetMember(boolean here, String state, Instant lastSeen, int free) {}

    /** What holds a queue, and for how long. */
    record Blackout(String name, Instant until, String reason) {}
}
