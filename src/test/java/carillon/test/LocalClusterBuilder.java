package carillon.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a local cluster should be like. Unless told otherwise it has one member, free ports, embedded servers and a
 * temporary directory under {@code target/clusters}, of which only the logs stay.
 */
public final class LocalClusterBuilder {

    private final String name = "local-" + UUID.randomUUID();
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private int members = 1;
    private int port;
    private int postgresPort;
    private int redisPort;
    private Optional<Database> database = Optional.empty();
    private Optional<String> redisHost = Optional.empty();
    private Path directory = Project.target().resolve("clusters").resolve(name);
    private boolean dataKept;
    private boolean fresh;
    private boolean classesRecorded = true;
    private Wires wires = new Loopback();
    private String readyPath = "/health/ready";
    private String applicationPath = "/api/v1/members";
    private Duration startPatience = Duration.ofMinutes(3);
    private Consumer<String> progress = line -> {};

    LocalClusterBuilder() {}

    /** 1 to 10 members at the start; more can be added later, up to 10. Default 1. */
    public LocalClusterBuilder members(int number) {
        this.members = number;
        return this;
    }

    /** HTTP port of member 1; the others follow. Default: free ones. */
    public LocalClusterBuilder port(int first) {
        this.port = first;
        return this;
    }

    /** Port of the embedded PostgreSQL. Default: a free one. */
    public LocalClusterBuilder postgresPort(int free) {
        this.postgresPort = free;
        return this;
    }

    /** Port of the embedded Redis. Default: a free one. */
    public LocalClusterBuilder redisPort(int free) {
        this.redisPort = free;
        return this;
    }

    /** Uses this database in the place of the embedded PostgreSQL. */
    public LocalClusterBuilder database(Database existing) {
        this.database = Optional.of(existing);
        return this;
    }

    /** Uses this Redis in the place of the embedded one. */
    public LocalClusterBuilder redis(String host, int existing) {
        this.redisHost = Optional.of(host);
        this.redisPort = existing;
        return this;
    }

    /** A system property of each member, such as {@code carillon.worker.slots}. */
    public LocalClusterBuilder setting(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** System properties of each member. */
    public LocalClusterBuilder settings(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    /** Options of each member's JVM, after the defaults, which they override. */
    public LocalClusterBuilder jvmOptions(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** Members start in half the time and run slower: right where a test is not about speed. */
    public LocalClusterBuilder quickStart() {
        return jvmOptions("-XX:TieredStopAtLevel=1");
    }

    /** Files go here, and the data of PostgreSQL stays for the next cluster in this directory. */
    public LocalClusterBuilder keptIn(Path kept) {
        this.directory = kept.toAbsolutePath();
        this.dataKept = true;
        return this;
    }

    /** Empties what an earlier cluster left in the directory. */
    public LocalClusterBuilder fresh(boolean empty) {
        this.fresh = empty;
        return this;
    }

    /** What answers 200 when a member is ready. Default {@code /health/ready}. */
    public LocalClusterBuilder readyPath(String path) {
        this.readyPath = path;
        return this;
    }

    /** What the application answers, be it with an error, once it is served. Default {@code /api/v1/members}. */
    public LocalClusterBuilder applicationPath(String path) {
        this.applicationPath = path;
        return this;
    }

    /** Spares member 1 the seconds at its stop for the archive of classes that lets later members start sooner. */
    public LocalClusterBuilder promptStop() {
        this.classesRecorded = false;
        return this;
    }

    /** What connects the servers; closed with the cluster. Default: all of them on 127.0.0.1. */
    public LocalClusterBuilder wires(Wires given) {
        this.wires = given;
        return this;
    }

    /** How long a member may take until it is ready. Default 3 minutes. */
    public LocalClusterBuilder startPatience(Duration patience) {
        this.startPatience = patience;
        return this;
    }

    /** Is told, line by line, what is going on. Default: nobody. */
    public LocalClusterBuilder progress(Consumer<String> listener) {
        this.progress = listener;
        return this;
    }

    /**
     * Starts everything and waits until each member is ready.
     *
     * @throws ServerStartException when a server does not start; nothing is left running then
     */
    public LocalCluster start() {
        ClusterDirectory taken = ClusterDirectory.take(directory, dataKept);
        LocalCluster cluster;
        try {
            if (fresh) {
                taken.empty();
            }
            requireFreePorts();
            OrphanGuard guard = new OrphanGuard(taken.pids());
            Stores stores = stores(taken, guard);
            PayaraRuntime runtime = new PayaraRuntime(Project.target().resolve("server"));
            cluster = new LocalCluster(taken, plan(stores), stores, guard, runtime, progress);
        } catch (RuntimeException e) {
            taken.close();
            throw e;
        }
        cluster.start(members);
        return cluster;
    }

    private void requireFreePorts() {
        for (int number = 1; port != 0 && number <= members; number++) {
            FreePorts.requireFree(port + number - 1, "member " + number, "port");
        }
        if (database.isEmpty() && postgresPort != 0) {
            FreePorts.requireFree(postgresPort, "PostgreSQL", "postgresPort");
        }
        if (redisHost.isEmpty() && redisPort != 0) {
            FreePorts.requireFree(redisPort, "Redis", "redisPort");
        }
    }

    private Stores stores(ClusterDirectory taken, OrphanGuard guard) {
        Stores embedded = Stores.embedded(taken, wires, orFree(postgresPort), orFree(redisPort), guard);
        Stores withDatabase = database.map(embedded::withDatabase).orElse(embedded);
        return redisHost.map(host -> withDatabase.withRedis(host, redisPort)).orElse(withDatabase);
    }

    private static int orFree(int given) {
        return given == 0 ? FreePorts.one() : given;
    }

    private ClusterPlan plan(Stores stores) {
        return new ClusterPlan(
                directory,
                name,
                port == 0 ? FreePorts.range(ClusterPlan.MOST_MEMBERS) : port,
                FreePorts.range(ClusterPlan.MOST_MEMBERS),
                Project.target().resolve("carillon.war"),
                Project.target().resolve("carillon-queue.rar"),
                wires,
                stores,
                Map.copyOf(settings),
                List.copyOf(jvmOptions),
                classesRecorded,
                readyPath,
                applicationPath,
                startPatience,
                Duration.ofSeconds(30));
    }
}
