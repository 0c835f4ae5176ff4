package carillon.event;

import carillon.cluster.Commands;
import carillon.cluster.MemberStatus;
import carillon.cluster.Members;
import carillon.cluster.Question;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How many runs of each queue all members claimed and ended in the last minute: each is asked what it did itself. */
@ApplicationScoped
public class QueueRates {

    private static final Logger LOG = Logger.getLogger(QueueRates.class.getName());

    /** Whoever is slower is left out: a request waits for the answer. */
    private static final long ANSWER_WITHIN_MILLIS = 500;

    private final Supplier<List<UUID>> members;
    private final Function<UUID, CompletableFuture<Question.RatesTold>> ask;

    /** For the container's proxy. */
    protected QueueRates() {
        this(List::of, member -> CompletableFuture.completedFuture(nothing()));
    }

    @Inject
    public QueueRates(Members members, Commands commands) {
        this(
                () -> members.list().stream().map(MemberStatus::id).toList(),
                member -> commands.ask(member, new Question.Rates()));
    }

    QueueRates(Supplier<List<UUID>> members, Function<UUID, CompletableFuture<Question.RatesTold>> ask) {
        this.members = members;
        this.ask = ask;
    }

    /** By queue, without those of which nothing happened, and without what members did that do not answer. */
    public Map<String, Question.Rate> lastMinute() {
        List<CompletableFuture<Question.RatesTold>> asked = members.get().stream()
                .map(ask)
                .map(answer -> answer.completeOnTimeout(nothing(), ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                        .exceptionally(QueueRates::nothing))
                .toList();
        Map<String, Question.Rate> sum = new HashMap<>();
        asked.forEach(
                answer -> answer.join().queues().forEach((queue, rate) -> sum.merge(queue, rate, Question.Rate::plus)));
        return sum;
    }

    /** Of one that is gone, or an older one that does not know the question. */
    private static Question.RatesTold nothing(Throwable failure) {
        LOG.log(Level.FINE, failure, () -> "event=rates-unknown");
        return nothing();
    }

    private static Question.RatesTold nothing() {
        return new Question.RatesTold(Map.of());
    }
}
