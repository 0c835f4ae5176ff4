package carillon.api;

import static org.awaitility.Awaitility.await;

import carillon.test.LocalCluster;
import carillon.test.PayaraMember;
import carillon.test.PythonStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all classes that ask for it the same two real members with their database and Redis; each class finds both there. */
final class ApiPair implements ParameterResolver, BeforeAllCallback {

    static final int MOST_LISTENERS = 4;

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("two members");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Override
    public void beforeAll(ExtensionContext context) {
        LocalCluster cluster = cluster(context);
        cluster.members().stream().filter(member -> !member.isAlive()).forEach(PayaraMember::start);
        cluster.members().forEach(PayaraMember::awaitReady);
        await().atMost(PATIENCE).until(() -> knowsBoth(cluster.member(1)) && knowsBoth(cluster.member(2)));
    }

    private static boolean knowsBoth(PayaraMember member) {
        return new HttpCalls(member.uri())
                        .get("/members").json().getJsonArray("items").stream()
                                .filter(one ->
                                        one.asJsonObject().getString("state").equals("up"))
                                .count()
                == 2;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    /** In the root's store, so that all classes share it and the end of the last closes it. */
    private static LocalCluster cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("cluster", key -> new Started(), Started.class)
                .cluster;
    }

    private static final class Started implements AutoCloseable {

        private final LocalCluster cluster;

        Started() {
            try {
                Path files = Files.createTempDirectory("carillon-programs");
                Path strategy = files.resolve("strategy.py");
                Files.writeString(strategy, PythonStrategy.program());
                strategy.toFile().deleteOnExit();
                files.toFile().deleteOnExit();
                String python = PythonStrategy.python();
                cluster = LocalCluster.builder()
                        .members(2)
                        .quickStart()
                        .setting("carillon.events.listeners", Integer.toString(MOST_LISTENERS))
                        .setting(
                                "carillon.process.allow", "sh=/bin/sh" + (python.isEmpty() ? "" : ",python3=" + python))
                        .setting("carillon.process.files", files.toString())
                        .setting("carillon.process.slots", "1")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
