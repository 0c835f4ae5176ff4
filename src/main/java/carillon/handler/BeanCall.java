package carillon.handler;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** One call of a bean, judged by what it returns or throws; what it gives completes the outcome. */
final class BeanCall implements Supplier<Runnable> {

    private static final Logger LOG = Logger.getLogger(BeanCall.class.getName());

    /** Bytes of JSON. */
    private static final int LONGEST_RESULT = 64 * 1024;

    private final JobHandler bean;
    private final Attempt attempt;
    private final AttemptReport report;
    private final ContainerCall container;
    private final CompletableFuture<Outcome> outcome;

    BeanCall(
            JobHandler bean,
            Attempt attempt,
            AttemptReport report,
            ContainerCall container,
            CompletableFuture<Outcome> outcome) {
        this.bean = bean;
        this.attempt = attempt;
        this.report = report;
        this.container = container;
        this.outcome = outcome;
    }

    @Override
    public Runnable get() {
        Outcome judged = judge();
        return () -> {
            // Whoever waits for the outcome goes on with this thread: an interrupt that the bean left behind is not
            // theirs.
            Thread.interrupted();
            outcome.complete(judged);
        };
    }

    private Outcome judge() {
        Throwable failure;
        try {
            return returned(container.call(bean, new AttemptContext(attempt, report, outcome::isDone)));
        } catch (Throwable e) {
            failure = e;
        }
        try {
            return thrown(failure);
        } catch (RuntimeException | StackOverflowError e) {
            // A class of the bean's making, which fails when it is asked what happened.
            return Outcome.Failed.retryable(failure.getClass().getName());
        }
    }

    private Outcome returned(Object result) {
        String json;
        try {
            json = result instanceof OfferedBeans.WrittenJson written
                    ? StorableJson.of(written.text())
                    : StorableJson.write(result);
        } catch (RuntimeException | StackOverflowError e) {
            return Outcome.Failed.permanent(unwritable(e));
        }
        if (json != null && json.getBytes(StandardCharsets.UTF_8).length > LONGEST_RESULT) {
            return Outcome.Failed.permanent("done, but its result is larger than 64 KiB of JSON: return less of it");
        }
        return new Outcome.Succeeded(json);
    }

    private Outcome thrown(Throwable failure) {
        Optional<Throwable> permanent =
                ErrorLine.causes(failure).filter(BeanCall::isPermanent).findFirst();
        if (permanent.isPresent()) {
            log(Level.FINE, failure);
            String message = permanent.get().getMessage();
            return Outcome.Failed.permanent(
                    message == null ? ErrorLine.of(failure) : message, FailureKind.ofPermanent(permanent.get()));
        }
        log(failure instanceof VirtualMachineError ? Level.SEVERE : Level.INFO, failure);
        return Outcome.Failed.retryable(ErrorLine.of(failure), FailureKind.of(failure));
    }

    /** By its name: the class of a bean of another application is another one. */
    private static boolean isPermanent(Throwable failure) {
        return Stream.<Class<?>>iterate(failure.getClass(), Objects::nonNull, Class::getSuperclass)
                .anyMatch(type -> type.getName().equals(PermanentFailureException.class.getName()));
    }

    static String unwritable(Throwable failure) {
        return "done, but its result cannot be written as JSON: " + ErrorLine.of(failure);
    }

    /** The only place that sees the stack trace. What a stopped bean throws is expected. */
    private void log(Level level, Throwable failure) {
        Level fitting = outcome.isDone() && level == Level.INFO ? Level.FINE : level;
        LOG.log(
                fitting,
                failure,
                () -> "event=bean-failed run=" + attempt.run() + " job=" + attempt.job() + " attempt="
                        + attempt.number());
    }
}
