package carillon.event;

import carillon.cluster.Question;
import carillon.platform.DatabaseClock;
import carillon.queue.QueueChanged;
import carillon.run.JobsChanged;
import carillon.run.RunEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The newest events of this member, kept while somebody asks for them. Every event has its number, kept or not, so that
 * whoever asks learns how many it has missed. Writers never wait: for no reader, and not for each other.
 */
@ApplicationScoped
public class EventLog {

    /** Some 10 MB when full: at twenty thousand runs a second the events of the last second. */
    static final int KEPT = 50_000;

    /** So long after it was last asked it goes on, for listeners that come back. From the start on, too. */
    static final Duration LINGERING = Duration.ofSeconds(60);

    private final Instants clock;
    private final RunRates rates;
    private final LongSupplier nanos;
    private final AtomicReferenceArray<Kept> kept;
    private final AtomicLong head = new AtomicLong();
    private volatile boolean keeping = true;
    private volatile long keptSince = 1;
    private volatile long asked;

    /** For the container's proxy. */
    protected EventLog() {
        this(null, null, System::nanoTime, 1);
    }

    @Inject
    public EventLog(DatabaseClock clock, RunRates rates) {
        this(clock::instant, rates, System::nanoTime, KEPT);
    }

    EventLog(Instants clock, RunRates rates, LongSupplier nanos, int size) {
        this.clock = clock;
        this.rates = rates;
        this.nanos = nanos;
        this.kept = new AtomicReferenceArray<>(size);
        this.asked = nanos.getAsLong();
    }

    /** One observer for both: of what a busy member tells, each costs. */
    void happened(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent event) {
        rates.count(event);
        add(event);
    }

    void happened(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobsChanged event) {
        event.jobs().forEach(this::add);
    }

    void happened(@Observes(during = TransactionPhase.AFTER_SUCCESS) QueueChanged event) {
        add(event);
    }

    /** In this order: whoever begins to keep reads the head afterwards, and so misses none that is numbered later. */
    void add(Object what) {
        long number = head.incrementAndGet();
        if (keeping) {
            kept.setRelease(slot(number), new Kept(number, clock.now(), what));
        }
    }

    /** Also keeps events from now on, until nobody has asked for a while. */
    Question.Told answer(Question.Events question) {
        asked = nanos.getAsLong();
        if (!keeping) {
            keeping = true;
            keptSince = head.get() + 1;
        }
        return new Question.Told(
                question.wanted().stream().map(this::part).collect(Collectors.toCollection(ArrayList::new)));
    }

    /** Forgets everything when nobody has asked for a while. */
    void rest() {
        if (keeping && nanos.getAsLong() - asked > LINGERING.toNanos()) {
            keeping = false;
            for (int i = 0; i < kept.length(); i++) {
                kept.set(i, null);
            }
        }
    }

    private Question.Part part(Question.Wanted wanted) {
        long newest = head.get();
        if (wanted.after() == Question.Wanted.FROM_NOW) {
            return new Question.Part(newest, 0, false, new ArrayList<>());
        }
        // A number that this log has not given yet is of no use: from now on, then.
        long from = Math.min(wanted.after(), newest) + 1;
        long oldest = Math.max(keptSince, newest - kept.length() + 1);
        long lost = Math.max(0, oldest - from);
        return read(Math.max(from, oldest), newest, lost, Interest.of(wanted), wanted.most());
    }

    private Question.Part read(long from, long newest, long before, Interest interest, int most) {
        List<Question.Line> lines = new ArrayList<>();
        long lost = before;
        long next = from;
        while (next <= newest && lines.size() < most) {
            Kept event = kept.getAcquire(slot(next));
            if (event == null || event.number < next) {
                // Its writer has the number and is about to put it there.
                break;
            }
            if (event.number > next) {
                lost++;
            } else if (interest.in(event.what)) {
                lines.add(new Question.Line(next, EventText.name(event.what), EventText.json(event.at, event.what)));
            }
            next++;
        }
        return new Question.Part(next - 1, lost, lines.size() == most, lines);
    }

    private int slot(long number) {
        return (int) (number % kept.length());
    }

    /** What happened, and when. */
    private record Kept(long number, Instant at, Object what) {}

    /** Says what time it is. */
    @FunctionalInterface
    interface Instants {
        Instant now();
    }
}
