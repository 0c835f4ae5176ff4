package carillon.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;

/**
 * How long it takes from the request that cancels a run to the end of its attempt, on a cluster of two: the attempt is a call
 * of a target that does not answer, and its end is the end of the connection, as the target sees it. All requests go to one member; half
 * of the runs are the other's.
 */
final class Cancel implements Measure {

    private static final int WARM_UP = 20;
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final int PATIENCE_MILLIS = 60_000;

    private final int requests;

    Cancel(BenchOptions options) {
        this.requests = (int) (options.length().toMillis() / (4 * BETWEEN.toMillis()));
    }

    @Override
    public String name() {
        return "cancel";
    }

    @Override
    public int members() {
        return 2;
    }

    @Override
    public void take(Stage stage, Report report) {
        Times answered = new Times();
        Times ended = new Times();
        try (ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Api api = new Api(stage.member().uri())) {
            target.setSoTimeout(PATIENCE_MILLIS);
            for (int i = -WARM_UP; i < requests; i++) {
                api.post("/jobs", JobText.calling("http://127.0.0.1:" + target.getLocalPort() + "/"));
                try (Socket call = target.accept()) {
                    call.setSoTimeout(PATIENCE_MILLIS);
                    InputStream in = new BufferedInputStream(call.getInputStream());
                    String run = run(in);
                    long began = System.nanoTime();
                    api.post("/runs/" + run + "/cancel", "{\"reason\":\"measured\"}");
                    long answer = System.nanoTime();
                    awaitEnd(in);
                    long end = System.nanoTime();
                    if (i >= 0) {
                        answered.addNanos(answer - began);
                        ended.addNanos(end - began);
                    }
                }
                Patience.sleep(BETWEEN);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        report.tell(new Line(name())
                .with("n", ended.count())
                .with(ended)
                .with("answerP50Ms", answered.millis(50))
                .with("answerP99Ms", answered.millis(99)));
    }

    /** The run of a call, from the call's head. */
    private static String run(InputStream in) throws IOException {
        String run = null;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("carillon-run:")) {
                run = line.substring(line.indexOf(':') + 1).trim();
            }
        }
        if (run == null) {
            throw new IllegalStateException("A call came without Carillon-Run");
        }
        return run;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().trim();
    }

    private static void awaitEnd(InputStream in) {
        try {
            while (in.read() >= 0) {
                // What is left of the request's body.
            }
        } catch (IOException e) {
            Stage.say("a call was reset: " + e.getMessage());
        }
    }
}
