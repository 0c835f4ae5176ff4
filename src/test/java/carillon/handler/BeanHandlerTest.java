package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.FieldError;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BeanHandlerTest {

    private static final BeanHandlerSpec REPORT = new BeanHandlerSpec("report");

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);
    private final Logger logger = Logger.getLogger(BeanCall.class.getName());
    private final LastRecord log = new LastRecord();

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(log);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(log);
        logger.setUseParentHandlers(true);
        threads.stop();
    }

    @Test
    void the_bean_sees_its_attempt() throws Exception {
        AtomicReference<JobContext> seen = new AtomicReference<>();

        perform(context -> {
            seen.set(context);
            assertThat(context.cancelled()).isFalse();
            return context.payload(Payload.class).rows();
        });

        assertThat(seen.get().run()).isEqualTo(AttemptBuilder.RUN.toString());
        assertThat(seen.get().job()).isEqualTo(AttemptBuilder.JOB.toString());
        assertThat(seen.get().jobName()).isEqualTo("nightly-report");
        assertThat(seen.get().tenant()).isEqualTo("default");
        assertThat(seen.get().attempt()).isEqualTo(2);
        assertThat(seen.get().scheduledAt()).isEqualTo(Instant.parse("2026-12-01T02:30:00Z"));
        assertThat(seen.get().payload()).isEqualTo("{\"rows\":3}");
    }

    @Test
    void the_bean_is_told_when_its_soft_limit_has_passed_and_what_is_left() {
        BooleanSupplier live = () -> false;
        JobContext early = new AttemptContext(attempt().of(REPORT).build(), AttemptReport.NONE, live);
        JobContext late =
                new AttemptContext(attempt().of(REPORT).softLimit(Duration.ZERO).build(), AttemptReport.NONE, live);
        JobContext cancelled = new AttemptContext(attempt().of(REPORT).build(), AttemptReport.NONE, () -> true);

        assertThat(early.stopping()).isFalse();
        assertThat(early.remaining()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
        assertThat(late.stopping()).isTrue();
        assertThat(late.cancelled()).isFalse();
        assertThat(cancelled.stopping()).isTrue();
    }

    @Test
    void what_it_logs_and_how_far_it_is_reach_the_report_of_its_attempt() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        AttemptReport report = new AttemptReport() {
            @Override
            public void log(String text) {
                told.add(text);
            }

            @Override
            public void progress(double fraction, String message) {
                told.add(fraction + " " + message);
            }
        };

        handler(context -> {
                    context.log("began");
                    context.progress(0.5, "half of it");
                    return null;
                })
                .perform(REPORT, attempt().of(REPORT).build(), report)
                .get(20, TimeUnit.SECONDS);

        assertThat(told).containsExactly("began", "0.5 half of it");
    }

    @Test
    void what_it_returns_is_the_result() throws Exception {
        assertThat(result(context -> null)).isNull();
        assertThat(result(context -> "done")).isEqualTo("\"done\"");
        assertThat(result(context -> new BigDecimal("1.50"))).isEqualTo("1.50");
        assertThat(result(context -> Map.of("rows", 3))).isEqualTo("{\"rows\":3}");
        assertThat(result(context -> context.payload(Payload.class))).isEqualTo("{\"rows\":3}");
    }

    @Test
    void a_result_of_64_kib_is_kept_and_a_larger_one_fails_for_good() throws Exception {
        assertThat(result(context -> "x".repeat(65_534))).hasSize(65_536);
        assertThat(failed(context -> "x".repeat(65_535)))
                .isEqualTo(Failed.permanent("done, but its result is larger than 64 KiB of JSON: return less of it"));
        assertThat(failed(context -> "é".repeat(40_000)).retryable()).isFalse();
    }

    @Test
    void a_result_that_json_cannot_hold_fails_for_good() throws Exception {
        assertThat(failed(context -> Double.NaN)).satisfies(failed -> {
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.error()).startsWith("done, but its result cannot be written as JSON: ");
        });
        assertThat(failed(context -> new Ring()).retryable()).isFalse();
    }

    @Test
    void an_exception_is_retried() throws Exception {
        assertThat(failed(context -> {
                    throw new IOException("disk full");
                }))
                .usingRecursiveComparison()
                .ignoringFields("kind")
                .isEqualTo(Failed.retryable("IOException: disk full"));
        assertThat(log.last.getLevel()).isEqualTo(Level.INFO);
        assertThat(log.last.getThrown()).isInstanceOf(IOException.class);
        assertThat(log.last.getMessage()).contains("run=" + AttemptBuilder.RUN);
    }

    @Test
    void a_permanent_failure_is_not_retried_however_deep_it_sits() throws Exception {
        PermanentFailureException permanent = new PermanentFailureException("no such customer");

        assertThat(failed(context -> {
                    throw permanent;
                }))
                .usingRecursiveComparison()
                .ignoringFields("kind")
                .isEqualTo(Failed.permanent("no such customer"));
        assertThat(failed(context -> {
                    throw new IllegalStateException("wrapped", new RuntimeException(permanent));
                }))
                .usingRecursiveComparison()
                .ignoringFields("kind")
                .isEqualTo(Failed.permanent("no such customer"));
        assertThat(failed(context -> {
                    throw new PermanentFailureException(null);
                }))
                .usingRecursiveComparison()
                .ignoringFields("kind")
                .isEqualTo(Failed.permanent("PermanentFailureException"));
    }

    @Test
    void a_payload_that_does_not_fit_fails_for_good() throws Exception {
        Failed failed = failed(context -> context.payload(Instant.class));

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error()).startsWith("the payload does not fit Instant: ");
    }

    @Test
    void without_a_payload_there_is_none() throws Exception {
        CompletableFuture<Outcome> outcome = handler(context -> context.payload(Payload.class))
                .perform(REPORT, attempt().of(REPORT).build(), AttemptReport.NONE);

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo(new Succeeded(null));
    }

    @Test
    void errors_are_failures_too_and_those_of_the_machine_are_logged_as_severe() throws Exception {
        assertThat(failed(context -> {
                    throw new NoClassDefFoundError("com/example/Gone");
                }))
                .usingRecursiveComparison()
                .ignoringFields("kind")
                .isEqualTo(Failed.retryable("NoClassDefFoundError: com/example/Gone"));
        assertThat(log.last.getLevel()).isEqualTo(Level.INFO);
        assertThat(failed(BeanHandlerTest::forEver))
                .usingRecursiveComparison()
                .ignoringFields("kind")
                .isEqualTo(Failed.retryable("StackOverflowError"));
        assertThat(log.last.getLevel()).isEqualTo(Level.SEVERE);
    }

    @Test
    void an_exception_that_cannot_be_asked_is_a_failure_all_the_same() throws Exception {
        class Hostile extends Exception {
            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("no");
            }
        }

        assertThat(failed(context -> {
                            throw new Hostile();
                        })
                        .error())
                .contains("Hostile");
    }

    @Test
    void an_interrupt_that_the_bean_leaves_behind_is_not_passed_on() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch listening = new CountDownLatch(1);
        CompletableFuture<Outcome> outcome = start(context -> {
            listening.await();
            Thread.currentThread().interrupt();
            return null;
        });
        outcome.thenRun(() -> interrupted.complete(Thread.currentThread().isInterrupted()));

        listening.countDown();

        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void cancelling_interrupts_the_bean_and_tells_it_so() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        CompletableFuture<Outcome> outcome = start(context -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                told.complete(context.cancelled());
            }
            return null;
        });
        started.await();

        outcome.cancel(true);

        assertThat(told.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(outcome).isCancelled();
    }

    @Test
    void a_bean_that_is_not_there_may_come() throws Exception {
        Outcome outcome = handler(context -> null)
                .perform(new BeanHandlerSpec("other"), attempt().build(), AttemptReport.NONE)
                .get(20, TimeUnit.SECONDS);

        assertThat(outcome).isEqualTo(Failed.retryable("no bean named other is deployed on this member"));
    }

    @Test
    void a_bean_that_is_not_there_is_told_with_those_that_are() {
        BeanHandler handler = handler(context -> null);

        assertThat(handler.check(REPORT)).isEmpty();
        assertThat(handler.check(new BeanHandlerSpec("other")))
                .containsExactly(new FieldError(
                        "name", "no bean that implements JobHandler has this name; there are: no-op, report, sleep"));
    }

    private static Object forEver(JobContext context) {
        return forEver(context) == null;
    }

    private String result(JobHandler bean) throws Exception {
        return ((Succeeded) perform(bean)).result();
    }

    private Failed failed(JobHandler bean) throws Exception {
        assertThat(perform(bean)).asInstanceOf(type(Failed.class)).isNotNull();
        return (Failed) perform(bean);
    }

    private Outcome perform(JobHandler bean) throws Exception {
        return start(bean).get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<Outcome> start(JobHandler bean) {
        return handler(bean)
                .perform(
                        REPORT,
                        attempt().of(REPORT).number(2).payload("{\"rows\":3}").build(),
                        AttemptReport.NONE);
    }

    private BeanHandler handler(JobHandler bean) {
        return new BeanHandler(
                name -> name.equals("report") ? Optional.of(bean) : Optional.empty(),
                () -> List.of("no-op", "report", "sleep"),
                ThreadTransaction.container(),
                threads.beans());
    }

    public record Payload(int rows) {}

    public static final class Ring {
        public Ring getRing() {
            return this;
        }
    }

    private static final class LastRecord extends Handler {

        private volatile LogRecord last;

        @Override
        public void publish(LogRecord log) {
            last = log;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
