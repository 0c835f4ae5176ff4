package carillon.scenario;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Callers that ask one member the same all the time, until they are closed, and keep how they were answered. */
final class Askers implements AutoCloseable {

    private static final int AT_ONCE = 4;
    private static final Pattern PROBLEM = Pattern.compile("urn:carillon:problem:([a-z-]+)");

    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private volatile boolean closed;

    private Askers() {}

    static Askers of(URI member, String path) {
        Askers askers = new Askers();
        for (int i = 0; i < AT_ONCE; i++) {
            askers.threads.execute(() -> askers.ask(new Api(member), path));
        }
        return askers;
    }

    private void ask(Api member, String path) {
        while (!closed) {
            answers.merge(answer(member, path), 1, Integer::sum);
        }
    }

    private static String answer(Api member, String path) {
        try {
            Api.Answer answer = member.get(path);
            return answer.status() + (answer.ok() ? "" : " " + kind(answer.body()));
        } catch (IOException e) {
            return "none";
        }
    }

    private static String kind(String body) {
        Matcher problem = PROBLEM.matcher(body);
        return problem.find() ? problem.group(1) : "of the server";
    }

    /** How often each answer came: its status, and of a failure which problem; {@code none} when the connection ended. */
    Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
    }
}
