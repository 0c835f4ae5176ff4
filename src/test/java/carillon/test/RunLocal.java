package carillon.test;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code ./mvnw -Plocal} runs: a local cluster, until Ctrl-C or SIGTERM. */
public final class RunLocal {

    private static final long LOOK_MILLIS = 1_000;

    private RunLocal() {}

    /** Ends the JVM with 1 when something does not start. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            run();
        } catch (ServerStartException | IllegalArgumentException e) {
            System.err.println("\nCarillon did not start. " + e.getMessage());
            System.exit(1);
        } catch (ClusterClosedException theJvmEnds) {
            // Returning would let Maven go on with a build whose class loader the stop still needs.
            Thread.currentThread().join();
        }
    }

    private static void run() throws InterruptedException {
        LocalOptions options = LocalOptions.of(properties(), System.getenv());
        Progress progress = new Progress();
        LocalCluster cluster = options.builder().progress(progress).start();
        progress.accept("Carillon is ready");
        System.out.println(Welcome.of(cluster, options.directory()));
        watch(cluster);
    }

    private static Map<String, String> properties() {
        return System.getProperties().stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, System::getProperty));
    }

    /** Says so when a member ends by itself; ends the JVM when none is left. */
    private static void watch(LocalCluster cluster) throws InterruptedException {
        Set<PayaraMember> ended = new HashSet<>();
        while (ended.size() < cluster.members().size()) {
            Thread.sleep(LOOK_MILLIS);
            cluster.requireOpen();
            cluster.members().stream()
                    .filter(member -> !member.isAlive())
                    .filter(ended::add)
                    .forEach(member -> System.err.println(
                            "Member " + member.number() + " has ended. Its log is " + member.log() + "."));
        }
        System.err.println("No member is left.");
        System.exit(1);
    }
}
