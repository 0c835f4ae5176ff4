package carillon.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.api.event.ManagerStarted;

/**
 * PostgreSQL and Redis for the tests that run inside Payara Micro; started before Arquillian reads its configuration,
 * to which it gives their ports, and stopped when the JVM ends.
 */
public final class ContainerStores {

    /** Comes first: the configuration is read at the same event. */
    public void start(@Observes(precedence = 1_000) ManagerStarted started) {
        ClusterDirectory directory = ClusterDirectory.take(Project.target().resolve("clusters/container"), false);
        OrphanGuard guard = new OrphanGuard(directory.pids());
        Stores stores = Stores.embedded(directory, new Loopback(), FreePorts.one(), FreePorts.one(), guard);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stores, guard, directory), "container-stop"));
        stores.start(line -> {});
        System.setProperty("container.jvm.options", jvmOptions(stores, temporary(directory)));
        System.setProperty("container.micro.options", microOptions());
    }

    private static void stop(Stores stores, OrphanGuard guard, ClusterDirectory directory) {
        stores.stop(false);
        guard.close();
        directory.close();
    }

    private static Path temporary(ClusterDirectory directory) {
        try {
            return Files.createDirectories(directory.path().resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String jvmOptions(Stores stores, Path temporary) {
        return words(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-Dhazelcast.socket.bind.any=false",
                "-Dcarillon.http.allow=localhost,127.0.0.0/8",
                "-Dcarillon.db.url=" + stores.database().url(),
                "-Dcarillon.db.user=" + stores.database().user(),
                "-Dcarillon.db.password=" + stores.database().password(),
                "-Dcarillon.process.allow=sh=/bin/sh",
                "-Dcarillon.redis.host=" + stores.redisHost(),
                "-Dcarillon.redis.port=" + stores.redisPort());
    }

    private static String microOptions() {
        String hazelcast = Integer.toString(FreePorts.one());
        Path config = Project.directory().resolve("payara-config");
        return words(
                "--port",
                Integer.toString(FreePorts.one()),
                "--clustername",
                "container-" + hazelcast,
                "--clustermode",
                "tcpip:127.0.0.1:" + hazelcast,
                "--startport",
                hazelcast,
                "--interfaces",
                "127.0.0.1",
                "--hzinitialjoinwait",
                "0",
                "--nohostaware",
                "--disablephonehome",
                "--logproperties",
                config.resolve("logging.properties").toString(),
                "--prebootcommandfile",
                config.resolve("pre-boot.asadmin").toString(),
                "--postbootcommandfile",
                config.resolve("post-boot.asadmin").toString(),
                "--contextroot",
                "/");
    }

    /** As the container reads them: apart by blanks, with a backslash before a blank that belongs to a word. */
    private static String words(String... words) {
        return Arrays.stream(words).map(word -> word.replace(" ", "\\ ")).collect(Collectors.joining(" "));
    }
}
