package carillon.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids that sort by time: UUIDs whose first 48 bits are a Unix time in milliseconds (the layout of RFC 9562, versions 7
 * and 8).
 */
public final class Ids {

    /** The database's order of ids: as unsigned numbers, which is by time. */
    public static final Comparator<UUID> BY_TIME = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    /** From here on the milliseconds do not fit 48 bits. */
    private static final Instant LAST = Instant.ofEpochMilli(1L << 48);

    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Ids::sha256);

    private Ids() {}

    /** A new id of the present moment; the rest is random. */
    public static UUID random(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return withTime(now, 7, random.nextLong(), random.nextLong());
    }

    /**
     * The id of the run of a job at an instant: the same arguments always give the same id, so that the run table's
     * primary key lets an instant in once. 74 bits of SHA-256 beside the millisecond keep other instants apart.
     *
     * @param kind tells runs of the same instant apart, such as a trigger's random part; 0 for the scheduled run itself
     */
    public static UUID ofRun(UUID job, Instant scheduledAt, long kind) {
        ByteBuffer input = ByteBuffer.allocate(36)
                .putLong(job.getMostSignificantBits())
                .putLong(job.getLeastSignificantBits())
                .putLong(scheduledAt.getEpochSecond())
                .putInt(scheduledAt.getNano())
                .putLong(kind);
        ByteBuffer hash = ByteBuffer.wrap(SHA256.get().digest(input.array()));
        return withTime(scheduledAt, 8, hash.getLong(), hash.getLong());
    }

    /**
     * The id of that run's sister on one member: as unique as the run's own id.
     *
     * @param scheduledAt of the run
     */
    public static UUID onMember(UUID run, Instant scheduledAt, String member) {
        byte[] name = SHA256.get().digest(member.getBytes(StandardCharsets.UTF_8));
        return ofRun(run, scheduledAt, ByteBuffer.wrap(name).getLong());
    }

    /**
     * The smallest id of that time or later: a bound for ranges of ids. Before 1970 it is the smallest there is, from the
     * year 10889 on the largest.
     */
    public static UUID floor(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return new UUID(0, 0);
        }
        return time.isBefore(LAST) ? new UUID(time.toEpochMilli() << 16, 0) : new UUID(-1, -1);
    }

    private static UUID withTime(Instant time, int version, long high, long low) {
        long most = (time.toEpochMilli() << 16) | ((long) version << 12) | (high & 0xFFF);
        long least = (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
