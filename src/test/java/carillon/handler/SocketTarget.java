package carillon.handler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A target that may misbehave: it takes connections and lets a script do as it likes with each. */
final class SocketTarget implements AutoCloseable {

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    private SocketTarget(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** Each connection has a thread, on which the script runs. */
    static SocketTarget answering(Script script) {
        return start("127.0.0.1", script);
    }

    /** The same at another address of this machine. */
    static SocketTarget answering(String address, Script script) {
        return start(address, script);
    }

    /** Takes connections and never reads from them. */
    static SocketTarget silent() {
        return start("127.0.0.1", null);
    }

    private static SocketTarget start(String address, Script script) {
        try {
            SocketTarget target = new SocketTarget(new ServerSocket(0, 500, InetAddress.getByName(address)), script);
            daemon(target::accept);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://" + authority() + "/hook";
    }

    String authority() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    List<Socket> connections() {
        return connections;
    }

    /** Reads up to the empty line that ends a request's head; the head, or what there was of it. */
    static String readHead(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        int next;
        while (head.indexOf("\r\n\r\n") < 0 && (next = in.read()) >= 0) {
            head.append((char) next);
        }
        return head.toString();
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.add(socket);
                if (script != null) {
                    daemon(() -> follow(socket));
                }
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void follow(Socket socket) {
        try (socket) {
            script.run(socket);
        } catch (Exception clientWentAway) {
            // Some tests are about just that.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "socket-target");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    /** What happens on one connection; it is closed afterwards. */
    interface Script {
        void run(Socket socket) throws Exception;
    }
}
