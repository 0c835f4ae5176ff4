package carillon.event;

import carillon.cluster.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The members whose events are asked for: asks them side by side, and knows which of them do not answer. One thread. */
final class Origins {

    /** A member that does not answer holds the events of the others up for so long, once. */
    private static final Duration WAIT = Duration.ofMillis(500);

    /** Then listeners are told that they hear nothing of it. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(5);

    /** In place of a time: listeners know. */
    private static final Long TOLD = Long.MIN_VALUE;

    private static final Logger LOG = Logger.getLogger(Origins.class.getName());

    private final BiFunction<UUID, Question.Events, CompletableFuture<Question.Told>> ask;
    private final LongSupplier nanos;
    private final Map<UUID, CompletableFuture<Question.Told>> underWay = new HashMap<>();
    private final Map<UUID, Long> silentSince = new HashMap<>();

    Origins(BiFunction<UUID, Question.Events, CompletableFuture<Question.Told>> ask, LongSupplier nanos) {
        this.ask = ask;
        this.nanos = nanos;
    }

    /** The answers that came in time. An answer that comes too late is dropped: its place is asked for again. */
    Map<UUID, Question.Told> ask(Map<UUID, Question.Events> questions) {
        Map<UUID, CompletableFuture<Question.Told>> now = new HashMap<>();
        underWay.values().removeIf(CompletableFuture::isDone);
        questions.forEach((member, question) -> {
            if (!underWay.containsKey(member)) {
                now.put(member, ask.apply(member, question));
            }
        });
        await(now.values());
        Map<UUID, Question.Told> answers = new HashMap<>();
        now.forEach((member, answer) -> {
            if (answer.isDone() && !answer.isCompletedExceptionally()) {
                answers.put(member, answer.join());
            } else if (!answer.isDone()) {
                underWay.put(member, answer);
            }
        });
        questions.keySet().forEach(member -> note(member, answers.containsKey(member)));
        return answers;
    }

    private static void await(Collection<CompletableFuture<Question.Told>> answers) {
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.FINE, e, () -> "event=origin-silent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(UUID member, boolean answered) {
        if (answered) {
            silentSince.remove(member);
        } else {
            silentSince.putIfAbsent(member, nanos.getAsLong());
        }
    }

    /** Members that have become silent by now; each is named once until it answers again. */
    List<UUID> newlySilent() {
        List<UUID> silent = new ArrayList<>();
        silentSince.replaceAll((member, since) -> {
            if (!since.equals(TOLD) && nanos.getAsLong() - since > SILENT_AFTER.toNanos()) {
                silent.add(member);
                return TOLD;
            }
            return since;
        });
        return silent;
    }

    /** A member is gone: whether it was silent does not matter any more. */
    void forget(UUID member) {
        silentSince.remove(member);
        underWay.remove(member);
    }
}
