package carillon.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * A whole Carillon on this machine: PostgreSQL, Redis and members, all listening on 127.0.0.1 only.
 *
 * <p>Serves {@code ./mvnw -Plocal}, the scenario tests and the benchmark. What it started is stopped by {@link #close()},
 * by the end of the JVM, or, when the JVM is killed, by a guard process. Safe for use by several threads.
 */
public final class LocalCluster implements AutoCloseable {

    private final ClusterDirectory directory;
    private final ClusterPlan plan;
    private final Stores stores;
    private final OrphanGuard guard;
    private final PayaraRuntime runtime;
    private final Consumer<String> progress;
    private final List<PayaraMember> members = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::stopAll, "local-cluster-stop");
    private boolean closed;

    LocalCluster(
            ClusterDirectory directory,
            ClusterPlan plan,
            Stores stores,
            OrphanGuard guard,
            PayaraRuntime runtime,
            Consumer<String> progress) {
        this.directory = directory;
        this.plan = plan;
        this.stores = stores;
        this.guard = guard;
        this.runtime = runtime;
        this.progress = progress;
    }

    public static LocalClusterBuilder builder() {
        return new LocalClusterBuilder();
    }

    /** @throws ServerStartException when a server does not start; what had started is stopped */
    void start(int size) {
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            startStores();
            progress.accept("Starting " + size + (size == 1 ? " member" : " members") + ", each a Payara Micro");
            IntStream.rangeClosed(1, size).forEach(number -> launch(Map.of()));
            members.forEach(this::awaitReady);
        } catch (RuntimeException e) {
            // A server that ends because the cluster is being stopped has not failed.
            requireOpen();
            close();
            throw e;
        }
    }

    private synchronized void startStores() {
        requireOpen();
        stores.start(progress);
    }

    private synchronized PayaraMember launch(Map<String, String> settings) {
        requireOpen();
        int number = members.size() + 1;
        if (number > ClusterPlan.MOST_MEMBERS) {
            throw new IllegalStateException("A local cluster has at most " + ClusterPlan.MOST_MEMBERS + " members.");
        }
        PayaraMember member = new PayaraMember(number, plan, settings, runtime, guard);
        members.add(member);
        member.start();
        return member;
    }

    private void awaitReady(PayaraMember member) {
        member.awaitReady();
        progress.accept("Member " + member.number() + " is ready at " + member.uri());
    }

    /** @throws ClusterClosedException from the moment the cluster begins to stop */
    synchronized void requireOpen() {
        if (closed) {
            throw new ClusterClosedException();
        }
    }

    /** In the order of their numbers, those that were stopped or killed included. */
    public List<PayaraMember> members() {
        return List.copyOf(members);
    }

    /** @param number 1 for the first */
    public PayaraMember member(int number) {
        return members.get(number - 1);
    }

    /** Starts one more member and waits until it is ready. */
    public PayaraMember addMember() {
        return addMember(Map.of());
    }

    /** @param settings system properties of this member alone, over those of the cluster */
    public PayaraMember addMember(Map<String, String> settings) {
        PayaraMember member = launch(settings);
        awaitReady(member);
        return member;
    }

    /** @throws IllegalStateException when the database is not the embedded one */
    public EmbeddedPostgresServer postgres() {
        return stores.postgres()
                .orElseThrow(() -> new IllegalStateException("The cluster uses the database at "
                        + stores.database().url() + ", which is not its own to stop."));
    }

    /** @throws IllegalStateException when Redis is not the embedded one */
    public EmbeddedRedisServer redis() {
        return stores.redis()
                .orElseThrow(() -> new IllegalStateException(
                        "The cluster uses Redis at " + stores.redisHost() + ", which is not its own to stop."));
    }

    /** What connects the servers. */
    public Wires wires() {
        return plan.wires();
    }

    /** Host and port. */
    public String redisAddress() {
        return stores.redisHost() + ":" + stores.redisPort();
    }

    public Database database() {
        return stores.database();
    }

    /** Opens a new connection each time. */
    public DataSource dataSource() {
        return stores.database().dataSource();
    }

    /** Stops members, then Redis and PostgreSQL; once done, again does nothing. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException theJvmEnds) {
            return;
        }
        stopAll();
    }

    private void stopAll() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        progress.accept("Stopping");
        try {
            members.forEach(PayaraMember::requestStop);
            members.forEach(PayaraMember::awaitStop);
            stores.stop(directory.isKept());
        } finally {
            guard.close();
            directory.close();
            plan.wires().close();
        }
        progress.accept("Stopped");
    }
}
