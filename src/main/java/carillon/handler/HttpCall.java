package carillon.handler;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One HTTP exchange under way: it ends with its answer, with a network error, at its timeout, or when cancelled. */
final class HttpCall {

    private final HttpRequest request;
    private final Duration timeout;
    private final Clock clock;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    /** Null until the head of the answer has come. */
    private volatile KeptBody arriving;

    HttpCall(HttpRequest request, Duration timeout, Clock clock) {
        this.request = request;
        this.timeout = timeout;
        this.clock = clock;
    }

    CompletableFuture<Outcome> start(HttpClient client, HandlerThreads threads) {
        CompletableFuture<HttpResponse<HttpAnswer>> exchange = client.sendAsync(request, this::keep);
        // The client's own timeout ends with the head of the answer; this one bounds the body, too.
        Future<?> deadline = threads.timer().schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
        outcome.whenComplete((any, cancelled) -> {
            deadline.cancel(false);
            exchange.cancel(true);
        });
        exchange.handleAsync(this::judge, threads.client())
                .exceptionally(bug -> Outcome.Failed.retryable(line() + ": " + ErrorLine.of(bug)))
                .thenAccept(outcome::complete);
        return outcome;
    }

    private HttpResponse.BodySubscriber<HttpAnswer> keep(HttpResponse.ResponseInfo head) {
        arriving = new KeptBody(head);
        return arriving;
    }

    private Outcome judge(HttpResponse<HttpAnswer> response, Throwable failure) {
        return failure == null ? response.body().judge(line(), clock.instant()) : broken(describe(failure));
    }

    private void expire() {
        outcome.complete(broken(arriving == null ? "no answer within " + timeout : "not complete within " + timeout));
    }

    /** An answer that broke off is judged by its status all the same, unless that promised a success. */
    private Outcome broken(String problem) {
        KeptBody partial = arriving;
        if (partial == null) {
            return Outcome.Failed.retryable(line() + ": " + problem);
        }
        HttpAnswer answer = partial.soFar();
        return answer.successful()
                ? Outcome.Failed.retryable(line() + " answered " + answer.status() + ", but: " + problem)
                : answer.judge(line(), clock.instant());
    }

    private String describe(Throwable failure) {
        return NetworkError.describe(failure, request.uri());
    }

    /** Method and address without the query, which may hold secrets. */
    private String line() {
        String url = request.uri().toString();
        int query = url.indexOf('?');
        return request.method() + " " + (query < 0 ? url : url.substring(0, query));
    }
}
