package carillon.handler;

import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;

/**
 * One call of a target under way, with the redirects that it follows: it ends with an answer, with a network error, at its
 * timeout, or when cancelled.
 */
final class HttpCall {

    private static final Throwable ENDED = new CancellationException("the call has ended");

    private final TargetClient client;
    private final HandlerThreads threads;
    private final Clock clock;
    private final HttpMessage first;
    private final HttpHandlerSpec spec;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    /** The request under way. */
    private volatile HttpMessage message;

    private volatile KeptBody arriving;
    private volatile Request request;
    private volatile int redirects;
    private volatile boolean trusted = true;

    HttpCall(TargetClient client, HandlerThreads threads, Clock clock, HttpMessage first, HttpHandlerSpec spec) {
        this.client = client;
        this.threads = threads;
        this.clock = clock;
        this.first = first;
        this.spec = spec;
    }

    /** Cancelling the future breaks the exchange off. */
    CompletableFuture<Outcome> start() {
        // From here to the last byte of the last answer: looking up, connecting, TLS, waiting, reading, redirects.
        Future<?> deadline =
                threads.timer().schedule(this::expire, spec.timeout().toNanos(), TimeUnit.NANOSECONDS);
        outcome.whenComplete((any, cancelled) -> {
            deadline.cancel(false);
            breakOff();
        });
        send(first);
        return outcome;
    }

    private void send(HttpMessage next) {
        message = next;
        KeptBody body = new KeptBody(this::ended);
        arriving = body;
        client.check(next.url()).whenComplete((checked, refused) -> {
            if (refused != null) {
                ended(body, NetworkError.unwrapped(refused));
            } else if (!outcome.isDone()) {
                sendUnlessBug(next, body);
            }
        });
    }

    private void sendUnlessBug(HttpMessage next, KeptBody body) {
        try {
            send(next, body);
        } catch (RuntimeException e) {
            ended(body, e);
        }
    }

    private void send(HttpMessage next, KeptBody body) {
        try {
            request = client.request(next);
        } catch (IllegalArgumentException e) {
            // Its message would repeat what the client refuses, which may be a secret.
            outcome.complete(Outcome.Failed.permanent(
                    "the HTTP client refuses the job's url, method or headers: correct its definition"));
            return;
        }
        request.send(body);
        if (outcome.isDone()) {
            breakOff();
        }
    }

    private void breakOff() {
        Request underWay = request;
        if (underWay != null) {
            underWay.abort(ENDED);
        }
    }

    /** Called by the client, to which nothing must be thrown: it would drop it, and the outcome with it. */
    private void ended(KeptBody body, Throwable failure) {
        try {
            if (outcome.isDone()) {
                return;
            }
            if (failure != null) {
                failed(failure);
            } else {
                judge(body);
            }
        } catch (RuntimeException | Error bug) {
            outcome.complete(Outcome.Failed.retryable(line() + ": " + ErrorLine.of(bug)));
        }
    }

    private void failed(Throwable failure) {
        String problem = NetworkError.describe(failure, message.url());
        outcome.complete(
                NetworkError.isRefused(failure)
                        ? Outcome.Failed.permanent(line() + ": " + problem)
                        : broken(problem, NetworkError.kind(failure)));
    }

    private void judge(KeptBody body) {
        HttpAnswer answer = body.answer();
        if (!Redirect.is(answer.status()) || spec.redirects() == 0) {
            outcome.complete(answer.judge(line(), clock));
            return;
        }
        try {
            if (redirects == spec.redirects()) {
                throw new Redirect.RefusedRedirectException("once more than its job's redirects allow");
            }
            HttpMessage next = new Redirect(message, answer.status(), trusted).follow(body.location());
            trusted &= Origin.of(next.url()).equals(Origin.of(first.url()));
            redirects++;
            send(next);
        } catch (Redirect.RefusedRedirectException e) {
            outcome.complete(answer.refusedRedirect(line(), e.getMessage()));
        }
    }

    private void expire() {
        KeptBody partial = arriving;
        boolean head = partial != null && partial.hasHead();
        outcome.complete(broken(
                (head ? "not complete within " : "no answer within ") + spec.timeout(),
                FailureKind.of("timeout", "network")));
    }

    /** An answer that broke off is judged by its status all the same, unless that promised a success or led on. */
    private Outcome broken(String problem, FailureKind kind) {
        KeptBody partial = arriving;
        if (partial == null || !partial.hasHead()) {
            return Outcome.Failed.retryable(line() + ": " + problem, kind);
        }
        HttpAnswer answer = partial.soFar();
        boolean leads = Redirect.is(answer.status()) && spec.redirects() > 0;
        return answer.successful() || leads
                ? Outcome.Failed.retryable(line() + " answered " + answer.status() + ", but: " + problem, kind)
                : answer.judge(line(), clock);
    }

    /** What was called; after redirects also where they led. */
    private String line() {
        HttpMessage last = message;
        return last == first || last == null ? first.line() : first.line() + ", redirected to " + last.line();
    }
}
