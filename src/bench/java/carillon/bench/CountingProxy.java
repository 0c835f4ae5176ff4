package carillon.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/** Passes connections on to PostgreSQL, and counts the round trips in what it answers. */
final class CountingProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int WAITING = 200;

    private final int target;
    private final LongAdder roundTrips;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "counting-proxy");
        thread.setDaemon(true);
        return thread;
    });

    private CountingProxy(int target, LongAdder roundTrips) throws IOException {
        this.target = target;
        this.roundTrips = roundTrips;
        this.server = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** @param target a port of 127.0.0.1, where PostgreSQL may come to listen later, and again after a restart */
    static CountingProxy to(int target, LongAdder roundTrips) {
        try {
            return new CountingProxy(target, roundTrips);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        try {
            Socket remote = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(remote);
            // What waits for more would add its own time to every round trip.
            client.setTcpNoDelay(true);
            remote.setTcpNoDelay(true);
            BackendMessages answers = new BackendMessages(roundTrips::increment);
            threads.execute(() -> pass(remote, client, answers::read));
            pass(client, remote, (buffer, length) -> {});
        } catch (IOException absent) {
            end(client);
        }
    }

    private void pass(Socket from, Socket to, Reader reader) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                reader.read(buffer, read);
                out.write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // The other end learns of it below.
        }
        end(from);
        end(to);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It was closed by its other end.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It listens no more either way.
        }
        Set.copyOf(sockets).forEach(this::end);
        threads.shutdownNow();
    }

    /** Looks at what passes. */
    @FunctionalInterface
    private interface Reader {
        void read(byte[] buffer, int length);
    }
}
