package carillon.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds TCP ports on 127.0.0.1 that nobody listens on.
 *
 * <p>They lie between 20000 and 31999, below the range from which the system picks the near end of connections, so that
 * a server that is stopped finds its port free when it starts again.
 */
public final class FreePorts {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;
    private static final int TRIES = 200;

    private FreePorts() {}

    public static int one() {
        return range(1);
    }

    /** The first of so many free ports in a row. */
    static int range(int size) {
        for (int tries = 0; tries < TRIES; tries++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - size + 2);
            if (IntStream.range(first, first + size).allMatch(FreePorts::isFree)) {
                return first;
            }
        }
        throw new ServerStartException("No " + size + " free ports in a row between " + LOWEST + " and " + HIGHEST
                + " on 127.0.0.1. Stop programs that listen there.");
    }

    /**
     * @param server who wants to listen there
     * @param option what to change to let it listen elsewhere
     * @throws ServerStartException when somebody else listens there
     */
    static void requireFree(int port, String server, String option) {
        if (!isFree(port)) {
            throw new ServerStartException("Port " + port + ", meant for " + server
                    + ", is taken by another program. Choose another with -D" + option
                    + "=<port>, or stop that program (ss -ltnp shows who listens).");
        }
    }

    /** False when somebody listens on the port, on this address or on all. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
