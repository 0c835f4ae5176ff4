package carillon.job;

import java.time.Instant;
import java.util.Optional;

/**
 * What a search for the next instant has found: the instant, or that there is none, or that there is none before some moment.
 *
 * @param at null when none was found
 * @param lookedUntil where a search that ended early goes on: there is no instant before it, and it may be one itself; null
 *     when the search came to its end
 */
public record NextInstant(Instant at, Instant lookedUntil) {

    public static final NextInstant NONE = new NextInstant(null, null);

    static NextInstant of(Instant at) {
        return at == null ? NONE : new NextInstant(at, null);
    }

    static NextInstant notBefore(Instant lookedUntil) {
        return new NextInstant(null, lookedUntil);
    }

    /** The instant that was found; empty when there is none, or none is known. */
    public Optional<Instant> found() {
        return Optional.ofNullable(at);
    }

    /** Where a job's cursor goes: to the instant, or to where the search for it goes on; null when there is none. */
    public Instant cursor() {
        return at == null ? lookedUntil : at;
    }

    /** True when it is known that there is none. */
    public boolean none() {
        return cursor() == null;
    }
}
