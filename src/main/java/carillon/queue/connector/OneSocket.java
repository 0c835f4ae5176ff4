package carillon.queue.connector;

import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Gives its connection one socket and no second. Left to itself, Jedis connects a closed connection again at the next
 * command, but without logging in and to database 0, where the queues of another installation may lie.
 */
final class OneSocket implements JedisSocketFactory {

    private final JedisSocketFactory sockets;
    private final AtomicBoolean given = new AtomicBoolean();

    OneSocket(JedisSocketFactory sockets) {
        this.sockets = sockets;
    }

    @Override
    public Socket createSocket() {
        if (given.getAndSet(true)) {
            throw new JedisConnectionException("This connection is closed.");
        }
        return sockets.createSocket();
    }
}
