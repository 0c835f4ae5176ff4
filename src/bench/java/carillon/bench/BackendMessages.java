package carillon.bench;

/**
 * Reads what PostgreSQL sends over one connection, in pieces of any size, and tells of each ReadyForQuery: it ends a round
 * trip, however many statements went with it. The first ends the start of the connection and is left out.
 */
final class BackendMessages {

    private static final byte READY_FOR_QUERY = 'Z';

    /** In the place of the first message: encryption was asked for and refused, one byte without a length. */
    private static final byte REFUSED = 'N';

    private static final int LENGTH_BYTES = 4;

    private final Runnable roundTrip;
    private boolean begun;
    private boolean ready;
    private byte type;
    private int lengthBytes = LENGTH_BYTES;
    private int length;
    private int left;

    BackendMessages(Runnable roundTrip) {
        this.roundTrip = roundTrip;
    }

    void read(byte[] buffer, int size) {
        int at = 0;
        while (at < size) {
            if (left > 0) {
                int step = Math.min(left, size - at);
                left -= step;
                at += step;
            } else if (lengthBytes < LENGTH_BYTES) {
                length = length << 8 | buffer[at++] & 0xff;
                lengthRead();
            } else {
                begin(buffer[at++]);
            }
        }
    }

    private void begin(byte first) {
        if (!begun && first == REFUSED) {
            return;
        }
        begun = true;
        type = first;
        length = 0;
        lengthBytes = 0;
    }

    /** The length counts its own bytes. */
    private void lengthRead() {
        lengthBytes++;
        if (lengthBytes < LENGTH_BYTES) {
            return;
        }
        left = length - LENGTH_BYTES;
        if (type == READY_FOR_QUERY) {
            if (ready) {
                roundTrip.run();
            }
            ready = true;
        }
    }
}
