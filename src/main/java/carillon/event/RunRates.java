package carillon.event;

import carillon.cluster.Question;
import carillon.run.RunEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How many runs of each queue this member claimed, and brought to an end, in the last minute. Any thread may tell and ask. */
@ApplicationScoped
public class RunRates {

    /** Queues beyond that, of which nothing was heard for a minute, are forgotten. */
    private static final int MANY_QUEUES = 1_000;

    private final LongSupplier nanos;
    private final Map<String, Recent> queues = new ConcurrentHashMap<>();

    public RunRates() {
        this(System::nanoTime);
    }

    RunRates(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void count(RunEvent event) {
        if (event instanceof RunEvent.Claimed) {
            of(event.queue()).claimed.count(now());
        } else if (event instanceof RunEvent.Succeeded) {
            of(event.queue()).succeeded.count(now());
        } else if (event instanceof RunEvent.Failed) {
            of(event.queue()).failed.count(now());
        }
    }

    /** Queues of which nothing happened are left out. */
    Question.RatesTold answer(Question.Rates question) {
        long now = now();
        Map<String, Question.Rate> told = new HashMap<>();
        queues.forEach((queue, recent) -> {
            Question.Rate rate = recent.rate(now);
            if (!rate.equals(Question.Rate.NONE)) {
                told.put(queue, rate);
            }
        });
        return new Question.RatesTold(told);
    }

    /** Those that are remembered. */
    int queues() {
        return queues.size();
    }

    private Recent of(String queue) {
        Recent known = queues.get(queue);
        if (known != null) {
            return known;
        }
        if (queues.size() >= MANY_QUEUES) {
            long now = now();
            queues.values().removeIf(recent -> recent.isSilent(now));
        }
        return queues.computeIfAbsent(queue, name -> new Recent());
    }

    private long now() {
        return nanos.getAsLong();
    }

    /** Of one queue. */
    private static final class Recent {

        private final LastMinute claimed = new LastMinute();
        private final LastMinute succeeded = new LastMinute();
        private final LastMinute failed = new LastMinute();

        Question.Rate rate(long now) {
            return new Question.Rate(claimed.told(now), succeeded.told(now), failed.told(now));
        }

        boolean isSilent(long now) {
            return claimed.isSilent(now) && succeeded.isSilent(now) && failed.isSilent(now);
        }
    }
}
