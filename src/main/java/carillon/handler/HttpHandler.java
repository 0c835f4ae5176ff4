package carillon.handler;

import carillon.platform.PermittedTarget;
import carillon.platform.Setting;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Performs attempts that call an HTTP endpoint; a call that waits for its answer holds no thread. */
@Dependent
class HttpHandler {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final HandlerThreads threads;
    private final Clock clock;
    private final TargetClient client;
    private final Signer signer;
    private final TargetHosts hosts;

    @Inject
    HttpHandler(HandlerThreads threads, Clock clock) {
        this(
                threads,
                clock,
                new TargetClient(
                        threads,
                        new TargetGuard(
                                Setting.HTTP_ALLOW.list().stream()
                                        .map(PermittedTarget::of)
                                        .toList(),
                                new HostLookups(InetAddress::getAllByName, threads.lookups())),
                        Setting.HTTP_CONNECT_TIMEOUT.duration(),
                        IDLE,
                        new SslContextFactory.Client(),
                        JvmProxy.all()),
                new Signer(Setting.HTTP_SIGNING_KEYS.map(), clock),
                new TargetHosts(
                        Setting.HTTP_PER_HOST.number(),
                        new Breaker.Rules(
                                Setting.HTTP_BREAKER_FAILURES.number(), Setting.HTTP_BREAKER_PAUSE.duration()),
                        threads.timer(),
                        clock,
                        System::nanoTime));
    }

    /**
     * @param client not yet started
     */
    HttpHandler(HandlerThreads threads, Clock clock, TargetClient client, Signer signer, TargetHosts hosts) {
        this.threads = threads;
        this.clock = clock;
        this.signer = signer;
        this.client = client;
        this.hosts = hosts;
        client.start();
    }

    @PreDestroy
    void stop() {
        client.stop();
    }

    /**
     * @param report is told when the call only waits for its answer
     */
    CompletableFuture<Outcome> perform(HttpHandlerSpec spec, Attempt attempt, AttemptReport report) {
        HttpMessage message;
        try {
            message = HttpRequests.of(spec, attempt, signer);
        } catch (UnfillableTemplateException e) {
            return CompletableFuture.completedFuture(Outcome.Failed.permanent(e.getMessage()));
        } catch (IllegalArgumentException e) {
            // Its message would repeat what cannot be sent, which may be a secret.
            return CompletableFuture.completedFuture(
                    Outcome.Failed.permanent("the job's url cannot be called: correct its definition"));
        }
        return hosts.perform(Origin.of(message.url()), attempt.number(), spec.timeout(), () -> {
            CompletableFuture<Outcome> call = new HttpCall(client, threads, clock, message, spec).start();
            report.waiting();
            return call;
        });
    }

    HttpStanding standing() {
        return hosts.standing();
    }
}
