package carillon.event;

import carillon.cluster.Commands;
import carillon.cluster.LocalMember;
import carillon.cluster.MemberStatus;
import carillon.cluster.Members;
import carillon.cluster.Question;
import carillon.platform.DatabaseClock;
import carillon.platform.Setting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * The listeners of this member, and the turns in which they are told what happened in the cluster. While there are none, it
 * asks nobody.
 */
@ApplicationScoped
public class EventFeed {

    private static final Logger LOG = Logger.getLogger(EventFeed.class.getName());

    /** How soon an event is told, at the latest but for the way. */
    private static final Duration EVERY = Duration.ofMillis(200);

    /** When more was there than was asked for. What is told is bounded by it: nobody reads more. */
    private static final Duration SOON = Duration.ofMillis(50);

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Supplier<List<MemberStatus>> members;
    private final Supplier<Instant> clock;
    private final LongSupplier nanos;
    private final UUID local;
    private final int most;
    private final Origins origins;
    private final MemberChanges changes = new MemberChanges();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Executor senders;
    private volatile Runnable wake = () -> {};
    private volatile boolean stopping;

    /** For the container's proxy. */
    protected EventFeed() {
        this(null, null, null, System::nanoTime, null, 0);
    }

    @Inject
    public EventFeed(Members members, Commands commands, DatabaseClock clock, LocalMember local) {
        this(
                members::list,
                commands::ask,
                clock::instant,
                System::nanoTime,
                local.id(),
                Setting.EVENTS_LISTENERS.number());
    }

    EventFeed(
            Supplier<List<MemberStatus>> members,
            BiFunction<UUID, Question.Events, CompletableFuture<Question.Told>> ask,
            Supplier<Instant> clock,
            LongSupplier nanos,
            UUID local,
            int most) {
        this.members = members;
        this.clock = clock;
        this.nanos = nanos;
        this.local = local;
        this.most = most;
        this.origins = new Origins(ask, nanos);
    }

    /** Says which threads send, and how the next turn is made to come at once. */
    void start(Executor threads, Runnable waker) {
        senders = threads;
        wake = waker;
    }

    /**
     * Tells the sink what happens from now on, or from its place on, until it is closed.
     *
     * @param lastEventId the id of the last event it has; null for from now on
     * @throws TooManyListenersException when there are as many as this member takes
     * @throws StoppingException when this member stops
     */
    public void listen(Interest interest, String lastEventId, Sink sink) {
        Place place = lastEventId == null ? null : Place.read(lastEventId).orElse(null);
        synchronized (listeners) {
            if (stopping || senders == null) {
                throw new StoppingException();
            }
            listeners.removeIf(Listener::closed);
            if (listeners.size() >= most) {
                throw new TooManyListenersException(most);
            }
            Listener listener = new Listener(interest, place, sink, senders, nanos);
            if (lastEventId != null && place == null) {
                listener.tell("gap", EventText.gap(clock.get(), "unknown-place", null, null));
            }
            listeners.add(listener);
        }
        wake.run();
    }

    /** How many listen at this member. */
    public int count() {
        return listeners.size();
    }

    /** Tells every listener to go elsewhere, and takes no more; returns when all were told, or after two seconds. */
    void stop() {
        List<Listener> last;
        synchronized (listeners) {
            stopping = true;
            last = List.copyOf(listeners);
        }
        last.forEach(listener -> listener.end(EventText.end(clock.get(), "this member stops")));
        listeners.clear();
        awaitClosed(last);
    }

    private static void awaitClosed(List<Listener> last) {
        long began = System.nanoTime();
        try {
            while (!last.stream().allMatch(Listener::closed) && System.nanoTime() - began < LONGEST_GOODBYE.toNanos()) {
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells everybody what has happened since the last turn; returns the wait until the next. */
    Duration turn() {
        listeners.removeIf(Listener::closed);
        if (listeners.isEmpty()) {
            changes.begin(members.get());
            return IDLE;
        }
        return turn(List.copyOf(listeners));
    }

    /** Whoever comes meanwhile is told from the next turn on. */
    private Duration turn(List<Listener> present) {
        List<MemberChanges.Change> changed = changes.look(members.get());
        List<UUID> there = changes.known().stream()
                .map(MemberStatus::id)
                .filter(changes::isThere)
                .toList();
        Asking asking = new Asking(present, there);
        Map<UUID, Question.Told> answers = origins.ask(asking.questions());
        present.stream().filter(listener -> listener.place() != null).forEach(this::open);
        boolean more = asking.deliver(answers, this::missed);
        present.stream().filter(listener -> !listener.opened()).forEach(listener -> begin(listener, there));
        changed.forEach(change -> tell(change, present));
        origins.newlySilent().forEach(member -> silent(member, present));
        present.forEach(this::keepAlive);
        return more ? SOON : EVERY;
    }

    /** One that goes on from its place. */
    private void open(Listener listener) {
        if (!listener.opened()) {
            open(listener, true);
            listener.place().numbers().keySet().stream()
                    .filter(member -> !changes.isThere(member))
                    .forEach(member -> gone(listener, member));
        }
    }

    /** One that begins here, at what the members have answered; what the others answer is where it begins with them. */
    private void begin(Listener listener, List<UUID> there) {
        for (UUID member : there) {
            if (listener.place() == null || listener.place().of(member) == null) {
                listener.reach(member, Question.Wanted.FROM_NOW);
            }
        }
        open(listener, false);
    }

    private void open(Listener listener, boolean resumed) {
        listener.open();
        listener.tell("open", EventText.open(clock.get(), local, changes.known(), resumed));
    }

    private void tell(MemberChanges.Change change, List<Listener> present) {
        String json = EventText.member(clock.get(), change.what(), change.member());
        for (Listener listener : present) {
            if (listener.interest().inAll()) {
                listener.tell(EventText.MEMBER, json);
            }
        }
        UUID member = change.member().id();
        if (!changes.isThere(member)) {
            origins.forget(member);
            present.forEach(listener -> gone(listener, member));
        }
    }

    /** What it did last is known to nobody. */
    private void gone(Listener listener, UUID member) {
        if (listener.place().of(member) != null) {
            listener.leave(member);
            listener.tell("gap", EventText.gap(clock.get(), "member-gone", member, null));
        }
    }

    private void missed(Listener listener, UUID member, long lost) {
        listener.tell("gap", EventText.gap(clock.get(), "too-many", member, lost));
    }

    private void silent(UUID member, List<Listener> present) {
        String json = EventText.gap(clock.get(), "member-silent", member, null);
        present.forEach(listener -> listener.tell("gap", json));
    }

    private void keepAlive(Listener listener) {
        if (listener.stuck()) {
            LOG.info(() -> "event=listener-dropped why=\"has not read for " + Listener.PATIENCE + "\"");
            listener.close("not reading");
        } else if (listener.quiet().compareTo(SIGN_OF_LIFE) >= 0) {
            listener.signOfLife();
        }
    }
}
