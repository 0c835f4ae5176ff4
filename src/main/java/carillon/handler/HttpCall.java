package carillon.handler;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One call of a target under way: it ends with an answer, with a network error, at its timeout, or when cancelled. */
final class HttpCall {

    private final HttpClient client;
    private final HandlerThreads threads;
    private final Clock clock;
    private final HttpRequest request;
    private final Duration timeout;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    /** Null until the head of the answer has come. */
    private volatile KeptBody arriving;

    HttpCall(HttpClient client, HandlerThreads threads, Clock clock, HttpRequest request, Duration timeout) {
        this.client = client;
        this.threads = threads;
        this.clock = clock;
        this.request = request;
        this.timeout = timeout;
    }

    /** Cancelling the future breaks the exchange off. */
    CompletableFuture<Outcome> start() {
        // The client's own timeout ends with the head of the answer; this one bounds the body, too.
        Future<?> deadline = threads.timer().schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
        outcome.whenComplete((any, cancelled) -> deadline.cancel(false));
        send(request);
        return outcome;
    }

    private void send(HttpRequest request) {
        CompletableFuture<HttpResponse<HttpAnswer>> exchange = client.sendAsync(request, this::keep);
        outcome.whenComplete((any, cancelled) -> exchange.cancel(true));
        exchange.handleAsync((response, failure) -> judge(request, response, failure), threads.client())
                .exceptionally(bug -> Optional.of(Outcome.Failed.retryable(line() + ": " + ErrorLine.of(bug))))
                .thenAccept(judged -> judged.ifPresent(outcome::complete));
    }

    private HttpResponse.BodySubscriber<HttpAnswer> keep(HttpResponse.ResponseInfo head) {
        arriving = new KeptBody(head);
        return arriving;
    }

    /** Empty when the request has been sent once more. */
    private Optional<Outcome> judge(HttpRequest sent, HttpResponse<HttpAnswer> response, Throwable failure) {
        if (failure == null) {
            return Optional.of(response.body().judge(line(), clock));
        }
        if (sent == request && NetworkError.isNoFreeStream(failure)) {
            send(overHttp1());
            return Optional.empty();
        }
        return Optional.of(broken(NetworkError.describe(failure, request.uri()), NetworkError.kind(failure)));
    }

    private HttpRequest overHttp1() {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private void expire() {
        outcome.complete(broken(
                arriving == null ? "no answer within " + timeout : "not complete within " + timeout,
                FailureKind.of("timeout", "network")));
    }

    /** An answer that broke off is judged by its status all the same, unless that promised a success. */
    private Outcome broken(String problem, FailureKind kind) {
        KeptBody partial = arriving;
        if (partial == null) {
            return Outcome.Failed.retryable(line() + ": " + problem, kind);
        }
        HttpAnswer answer = partial.soFar();
        return answer.successful()
                ? Outcome.Failed.retryable(line() + " answered " + answer.status() + ", but: " + problem, kind)
                : answer.judge(line(), clock);
    }

    /** Method and address without the query, which may hold secrets. */
    private String line() {
        String url = request.uri().toString();
        int query = url.indexOf('?');
        return request.method() + " " + (query < 0 ? url : url.substring(0, query));
    }
}
