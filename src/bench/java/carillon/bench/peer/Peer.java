package carillon.bench.peer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Another scheduler at the same work, in this process and on the same PostgreSQL, set up as its own documents advise. Its
 * handlers do nothing but tell the {@link Witness}.
 */
public interface Peer extends AutoCloseable {

    /** As in {@code -Dpeers=} and in the results. */
    String name();

    /** Stores one run by one call; returns when it is committed. Any thread. */
    void schedule(Due due);

    /** Stores many runs in the way that its documents advise for many; returns when all are committed. */
    void scheduleAll(List<Due> dues);

    /** Stores so many jobs that are due at each whole second, all of them together. */
    void scheduleEachSecond(int jobs);

    /** Why it cannot have that; empty when it can. */
    default Optional<String> notEachSecond() {
        return Optional.empty();
    }

    /** Works from now on, until it is closed. */
    void start();

    /** Rows that wait to be performed, or are not yet marked as performed. */
    String openRows();

    @Override
    void close();

    /** A run to perform. */
    record Due(int number, Instant at) {}
}
