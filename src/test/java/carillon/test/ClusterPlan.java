package carillon.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What all members of a local cluster have in common.
 *
 * @param directory the cluster's own; members, logs and data lie below it
 * @param name of the Hazelcast cluster, so that two local clusters never join each other
 * @param firstPort HTTP port of member 1; the others follow
 * @param firstHazelcastPort that of member 1; the others follow
 * @param wires between the servers
 * @param stores which members are told of
 * @param settings {@code carillon.…} and other system properties of each member
 * @param jvmOptions of each member, after the defaults
 * @param classesRecorded true when member 1 may write the archive of classes at its end, which takes it some seconds
 * @param readyPath answers 200 when a member is ready
 * @param applicationPath is answered by the application itself, and not by a page of the container, once it is served
 * @param startPatience how long a member may take until it is ready
 * @param stopPatience how long a member may take to stop before it is killed
 */
record ClusterPlan(
        Path directory,
        String name,
        int firstPort,
        int firstHazelcastPort,
        Path war,
        Path rar,
        Wires wires,
        Stores stores,
        Map<String, String> settings,
        List<String> jvmOptions,
        boolean classesRecorded,
        String readyPath,
        String applicationPath,
        Duration startPatience,
        Duration stopPatience) {

    /** Members that a cluster can have at once. */
    static final int MOST_MEMBERS = 10;

    Path memberDirectory(int number) {
        return directory.resolve("member-" + number);
    }

    Path log(String server) {
        return directory.resolve("logs").resolve(server + ".log");
    }

    int port(int number) {
        return firstPort + number - 1;
    }

    /** The address a member listens on. */
    String host(int number) {
        return wires.address(number);
    }

    /** Of a member: how it finds the stores, and what it opens to whom. */
    Map<String, String> environment(int number) {
        Map<String, String> environment = new HashMap<>(stores.environment(number, wires));
        environment.put("CARILLON_HTTP_ADDRESS", host(number));
        environment.put("CARILLON_RAR", rar.toString());
        // As in docker/Dockerfile.
        environment.put("MALLOC_ARENA_MAX", "2");
        return environment;
    }

    int hazelcastPort(int number) {
        return firstHazelcastPort + number - 1;
    }

    /** Where members look for each other. */
    String hazelcastMembers() {
        return IntStream.rangeClosed(1, MOST_MEMBERS)
                .mapToObj(number -> host(number) + ":" + hazelcastPort(number))
                .collect(Collectors.joining(","));
    }
}
