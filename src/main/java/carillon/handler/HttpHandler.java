package carillon.handler;

import carillon.platform.Setting;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Performs attempts that call an HTTP endpoint; a call that waits for its answer holds no thread. */
@Dependent
class HttpHandler {

    private final HandlerThreads threads;
    private final Clock clock;
    private final HttpClient client;
    private final Signer signer;

    @Inject
    HttpHandler(HandlerThreads threads, Clock clock) {
        this(
                threads,
                clock,
                Setting.HTTP_CONNECT_TIMEOUT.duration(),
                new Signer(Setting.HTTP_SIGNING_KEYS.map(), clock));
    }

    HttpHandler(HandlerThreads threads, Clock clock, Duration connectTimeout, Signer signer) {
        this.threads = threads;
        this.clock = clock;
        this.signer = signer;
        this.client = HttpClient.newBuilder()
                .executor(threads.client())
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    CompletableFuture<Outcome> perform(HttpHandlerSpec spec, Attempt attempt) {
        HttpRequest request;
        try {
            request = HttpRequests.of(spec, attempt, signer);
        } catch (IllegalArgumentException e) {
            // Its message would repeat what the client refuses, which may be a secret.
            return CompletableFuture.completedFuture(Outcome.Failed.permanent(
                    "the HTTP client refuses the job's url, method or headers: correct its definition"));
        }
        return new HttpCall(client, threads, clock, request, spec.timeout()).start();
    }
}
