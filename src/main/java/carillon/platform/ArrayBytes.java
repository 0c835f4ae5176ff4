package carillon.platform;

import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;
import org.postgresql.core.Oid;

/**
 * Arrays of ids and of instants as PostgreSQL's functions {@code array_recv}, {@code uuid_recv} and {@code timestamptz_recv}
 * read them. The driver has bytes for neither, writes them as text, and reads that once more before it sends it.
 */
final class ArrayBytes {

    /** Of the head: dimensions, whether there are nulls, the element's type; length and first index of the dimension. */
    private static final int HEAD = 5 * Integer.BYTES;

    private static final int NULL = -1;

    /** 2000-01-01, from which PostgreSQL counts. */
    private static final long EPOCH_SECOND = 946_684_800;

    private ArrayBytes() {}

    /** @param ids some may be null */
    static byte[] ofIds(Object[] ids) {
        ByteBuffer bytes = head(Oid.UUID, 2 * Long.BYTES, ids);
        for (Object id : ids) {
            if (id == null) {
                bytes.putInt(NULL);
            } else {
                UUID uuid = (UUID) id;
                bytes.putInt(2 * Long.BYTES)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits());
            }
        }
        return written(bytes);
    }

    /**
     * To the nearest microsecond.
     *
     * @param times some may be null
     */
    static byte[] ofTimes(Object[] times) {
        ByteBuffer bytes = head(Oid.TIMESTAMPTZ, Long.BYTES, times);
        for (Object time : times) {
            if (time == null) {
                bytes.putInt(NULL);
            } else {
                bytes.putInt(Long.BYTES).putLong(micros((OffsetDateTime) time));
            }
        }
        return written(bytes);
    }

    private static long micros(OffsetDateTime time) {
        return Math.multiplyExact(time.toEpochSecond() - EPOCH_SECOND, 1_000_000) + (time.getNano() + 500) / 1_000;
    }

    private static ByteBuffer head(int type, int width, Object[] elements) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + elements.length * (Integer.BYTES + width));
        if (elements.length == 0) {
            return bytes.putInt(0).putInt(0).putInt(type); // An empty array has no dimension.
        }
        return bytes.putInt(1).putInt(1).putInt(type).putInt(elements.length).putInt(1);
    }

    private static byte[] written(ByteBuffer bytes) {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
