package carillon.run;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/** How far a reader of batches has come: to this one. */
public record BatchPosition(Instant createdAt, UUID id) {

    static BatchPosition of(BatchView last) {
        return new BatchPosition(last.createdAt(), last.id());
    }

    /**
     * @throws IllegalArgumentException when {@link #text} did not give it
     */
    public static BatchPosition of(String text) {
        int end = text.indexOf('|');
        if (end < 0) {
            throw new IllegalArgumentException("not a position");
        }
        try {
            return new BatchPosition(Instant.parse(text.substring(0, end)), UUID.fromString(text.substring(end + 1)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a position", e);
        }
    }

    String text() {
        return createdAt + "|" + id;
    }
}
