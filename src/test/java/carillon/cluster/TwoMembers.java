package carillon.cluster;

import carillon.test.FreePorts;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Two real members of Hazelcast in this JVM, joined over 127.0.0.1; the first is the older. */
final class TwoMembers implements AutoCloseable {

    private final String name = "test-" + UUID.randomUUID();
    private final List<Integer> ports = List.of(FreePorts.one(), FreePorts.one());
    final Side older = new Side(start(0));
    final Side younger = new Side(start(1));

    private HazelcastInstance start(int index) {
        Config config = new Config();
        config.setClusterName(name);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.getNetworkConfig().setPort(ports.get(index)).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        ports.forEach(port -> join.getTcpIpConfig().addMember("127.0.0.1:" + port));
        return Hazelcast.newHazelcastInstance(config);
    }

    /** Both are as if they had just started. */
    void begin() {
        older.begin();
        younger.begin();
    }

    /** Both learn the same rows, as a heartbeat would tell them. */
    void observe(LeaseRow lease, MemberRow... rows) {
        older.cluster.observe(new ClusterView(List.of(rows), lease), System.nanoTime());
        younger.cluster.observe(new ClusterView(List.of(rows), lease), System.nanoTime());
    }

    @Override
    public void close() {
        younger.hazelcast.getLifecycleService().terminate();
        older.hazelcast.getLifecycleService().terminate();
    }

    /** What one member has of the cluster. */
    static final class Side {

        final HazelcastInstance hazelcast;
        final LocalMember local = new LocalMember();
        final Cluster cluster;
        CommandDesk desk;
        Commands commands;

        Side(HazelcastInstance hazelcast) {
            this.hazelcast = hazelcast;
            cluster = new Cluster(hazelcast, local);
            begin();
        }

        /** Nothing that was registered before is. */
        void begin() {
            desk = new CommandDesk();
            commands = new Commands(hazelcast, cluster, desk);
            hazelcast.getUserContext().put(CommandDesk.KEY, desk);
        }

        MemberRow row(Duration silence, String... roles) {
            return Rows.up(local.id(), cluster.localHazelcastId(), silence, roles);
        }
    }
}
