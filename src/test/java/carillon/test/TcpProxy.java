package carillon.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Passes connections on to a port of 127.0.0.1, and holds back what goes either way while the gate of that way is shut: a
 * connection stays open and says nothing, as if the network lost everything.
 */
final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final int target;
    private final ServerSocket server;
    private final Gate toServer = new Gate();
    private final Gate toClient = new Gate();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        return thread;
    });

    /** @param target may come to listen later, and again after a restart */
    TcpProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(FreePorts.one(), 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    Gate toServer() {
        return toServer;
    }

    Gate toClient() {
        return toClient;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            toServer.pass();
            Socket remote = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(remote);
            threads.execute(() -> pass(remote, client, toClient));
            pass(client, remote, toServer);
        } catch (IOException absent) {
            end(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, read);
            }
            gate.pass();
        } catch (IOException gone) {
            // The other end learns of it below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
}
