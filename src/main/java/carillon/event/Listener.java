package carillon.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Somebody who listens: what is wanted, how far it is told, and what waits to be sent. The feed's thread alone changes the
 * place; frames are sent by another thread, which is taken only while there is something to send.
 */
final class Listener {

    /** Frames that wait at most; beyond it nothing more is asked for. */
    static final int ROOM = 1_000;

    /** Without a byte taken for so long it is not reading. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Listener.class.getName());

    private final Interest interest;
    private final Sink sink;
    private final Executor senders;
    private final LongSupplier nanos;
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private Place place;
    private boolean opened;
    private boolean sending;
    private long movedAt;
    private volatile boolean ending;
    private volatile boolean closed;

    /**
     * @param place where it goes on; null for from now on
     */
    Listener(Interest interest, Place place, Sink sink, Executor senders, LongSupplier nanos) {
        this.interest = interest;
        this.place = place;
        this.sink = sink;
        this.senders = senders;
        this.nanos = nanos;
        this.movedAt = nanos.getAsLong();
    }

    Interest interest() {
        return interest;
    }

    /** Null before it has one. */
    Place place() {
        return place;
    }

    /** It need not hear that event of the member again, nor those before it. */
    void reach(UUID member, long number) {
        place = (place == null ? Place.NONE : place).at(member, number);
    }

    /** There is nothing more to hear of the member. */
    void leave(UUID member) {
        place = place.without(member);
    }

    /** True once it was told how the members stand. */
    boolean opened() {
        return opened;
    }

    void open() {
        opened = true;
    }

    boolean closed() {
        return closed;
    }

    /** Lets an event follow those that wait. */
    void tell(String name, String data) {
        offer(frame(name, data), false);
    }

    private Frame frame(String name, String data) {
        return new Frame(place == null ? null : place.text(), name, data);
    }

    void signOfLife() {
        offer(Frame.signOfLife(place), false);
    }

    /** True when a whole answer finds room. */
    synchronized boolean hasRoom() {
        return waiting.size() < ROOM;
    }

    /** For how long nothing was sent, while there was nothing to send. */
    synchronized Duration quiet() {
        return sending ? Duration.ZERO : since();
    }

    /** True when what waits has not moved for longer than anybody who reads would need. */
    synchronized boolean stuck() {
        return sending && since().compareTo(PATIENCE) > 0;
    }

    private Duration since() {
        return Duration.ofNanos(nanos.getAsLong() - movedAt);
    }

    /** @param last true to end the connection when it has been sent */
    private void offer(Frame frame, boolean last) {
        synchronized (this) {
            if (closed || ending) {
                return;
            }
            ending = last;
            waiting.add(frame);
            if (sending) {
                return;
            }
            sending = true;
            movedAt = nanos.getAsLong();
        }
        try {
            senders.execute(this::send);
        } catch (RejectedExecutionException e) {
            close("this member stops");
        }
    }

    /** Takes the thread for as long as frames wait. */
    private void send() {
        try {
            for (Frame frame = next(); frame != null; frame = next()) {
                sink.send(frame);
            }
            if (ending) {
                close("told its end");
            }
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, e, () -> "event=listener-gone");
            close("gone");
        }
    }

    private synchronized Frame next() {
        movedAt = nanos.getAsLong();
        Frame frame = closed ? null : waiting.poll();
        sending = frame != null;
        return frame;
    }

    /** Sends what waits, then the last word, then ends the connection; does not wait for it. */
    void end(String data) {
        offer(frame("end", data), true);
    }

    /** Ends the connection at once; what waits is dropped. */
    void close(String why) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
        }
        LOG.fine(() -> "event=listener-closed why=\"" + why + "\"");
        sink.close();
    }
}
