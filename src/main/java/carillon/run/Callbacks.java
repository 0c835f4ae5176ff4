package carillon.run;

import carillon.handler.FailureKind;
import carillon.handler.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What targets say of attempts that they have taken over, and the end of those of which nothing is heard any more. Each
 * statement is a transaction of its own; of two that end an attempt at once, the first counts.
 */
@ApplicationScoped
public class Callbacks {

    private final CallbackRepository repository;
    private final AttemptTokens tokens;
    private final Outcomes outcomes;

    /** For the container's proxy. */
    protected Callbacks() {
        this(null, null, null);
    }

    @Inject
    public Callbacks(CallbackRepository repository, AttemptTokens tokens, Outcomes outcomes) {
        this.repository = repository;
        this.tokens = tokens;
        this.outcomes = outcomes;
    }

    /**
     * The target goes on. Of heartbeats within a second only the first is kept, and what it tells of its progress.
     *
     * @param token null for none
     * @param fraction 0 to 1; null when it tells nothing of its progress
     * @param message null for none
     * @throws UnknownRunException when there is no such run
     * @throws WrongTokenException when no attempt of it has the token
     * @throws AttemptOverException when the attempt has ended otherwise than by a cancel
     */
    public HeartbeatAnswer heartbeat(String tenant, UUID id, String token, Double fraction, String message) {
        HeldRun run = find(tenant, id);
        int attempt = attempt(run, token);
        if (run.isUnderWay(attempt)) {
            repository.beat(id, attempt, fraction, message);
            run = find(tenant, id);
        }
        RunView now = run.view();
        boolean cancelled = now.state() == RunState.cancelled && now.attempt() == attempt;
        boolean late = now.callbackUntil() != null && !now.callbackUntil().isAfter(run.now());
        if (!cancelled && (late || !run.isUnderWay(attempt))) {
            throw new AttemptOverException(run.ending(attempt));
        }
        return new HeartbeatAnswer(id, attempt, now.state(), cancelled, cancelled ? null : now.callbackUntil());
    }

    /**
     * The target is done; said again, the answer is the same.
     *
     * @param token null for none
     * @param result JSON text to keep with the run, at most 64 KiB; null for none
     * @throws UnknownRunException when there is no such run
     * @throws WrongTokenException when no attempt of it has the token
     * @throws AttemptOverException when the attempt has ended otherwise
     */
    public CallbackAnswer succeed(String tenant, UUID id, String token, String result) {
        return end(tenant, id, token, new Outcome.Succeeded(result));
    }

    /**
     * The target has failed; another attempt follows if the job's policy allows. Said again, the answer is the same.
     *
     * @param token null for none
     * @param error for people
     * @param retry false when another attempt cannot help
     * @throws UnknownRunException when there is no such run
     * @throws WrongTokenException when no attempt of it has the token
     * @throws AttemptOverException when the attempt has ended otherwise
     */
    public CallbackAnswer fail(String tenant, UUID id, String token, String error, boolean retry) {
        return end(tenant, id, token, retry ? Outcome.Failed.retryable(error) : Outcome.Failed.permanent(error));
    }

    /** May come before the member has read the answer to its request: the attempt is over for it then. */
    private CallbackAnswer end(String tenant, UUID id, String token, Outcome outcome) {
        HeldRun run = find(tenant, id);
        int attempt = attempt(run, token);
        if (run.isUnderWay(attempt)) {
            outcomes.finish(run.member(), List.of(run.finish(outcome)));
            run = find(tenant, id);
        }
        if (!run.endedAs(attempt, outcome)) {
            throw new AttemptOverException(run.ending(attempt));
        }
        return new CallbackAnswer(id, attempt, outcome instanceof Outcome.Succeeded ? "succeeded" : "failed");
    }

    /**
     * Ends attempts whose target was not heard of in time, and those beyond their job's hard limit; for the active timer.
     *
     * @param contact for how long the database has been in reach without a break
     * @return how many
     */
    public int endOverdue(Duration contact) {
        List<HeldRun> overdue = repository.overdue(contact);
        for (HeldRun run : overdue) {
            outcomes.finish(run.member(), List.of(run.finish(silence(run))));
        }
        return overdue.size();
    }

    private static Outcome silence(HeldRun run) {
        return run.overLimit()
                ? Outcome.Failed.retryable(
                        "its target did not call back within the hard limit of "
                                + run.run().hardLimit(),
                        FailureKind.HARD_LIMIT)
                : Outcome.Failed.retryable(
                        "its target was not heard of by " + run.view().callbackUntil(), FailureKind.of("timeout"));
    }

    private HeldRun find(String tenant, UUID id) {
        return repository.find(tenant, id).orElseThrow(() -> new UnknownRunException(id));
    }

    private int attempt(HeldRun run, String token) {
        UUID id = run.view().id();
        for (int attempt = run.view().attempt(); token != null && attempt > 0; attempt--) {
            if (tokens.fits(id, attempt, token)) {
                return attempt;
            }
        }
        throw new WrongTokenException(id);
    }
}
