package carillon.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of one member. */
final class MemberCommand {

    private final ClusterPlan plan;
    private final PayaraRuntime runtime;

    MemberCommand(ClusterPlan plan, PayaraRuntime runtime) {
        this.plan = plan;
        this.runtime = runtime;
    }

    List<String> of(int number, Map<String, String> settings) {
        List<String> command = new ArrayList<>(plan.wires().launcher(number));
        command.add(Java.program());
        command.addAll(jvm(number));
        command.addAll(List.of(
                "-Dcarillon.member.name=member-" + number,
                "-Dcarillon.member.host=" + plan.host(number),
                "-Dcarillon.member.port=" + plan.port(number),
                // The targets of trials, tests and benchmarks are on this machine.
                "-Dcarillon.http.allow=localhost,127.0.0.0/8,[::1],"
                        + plan.wires().callers()));
        plan.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(PayaraRuntime.LAUNCHER);
        command.addAll(payara(number));
        return command;
    }

    private List<String> jvm(int number) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx512m",
                // A first heap of a sixty-fourth of the machine's memory, a third of it young, is far more than a
                // member needs.
                "-Xms192m",
                "-Xmn72m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:cds*=off",
                // Elsewhere than where it was made for, each member would have its own copy of the archive of classes.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-Djava.io.tmpdir=" + plan.memberDirectory(number).resolve("tmp"),
                "-Dhazelcast.socket.bind.any=false",
                // As in docker/Dockerfile.
                "-Dhazelcast.merge.first.run.delay.seconds=5",
                "-Dhazelcast.merge.next.run.delay.seconds=5"));
        options.addAll(classes(number));
        options.addAll(plan.jvmOptions());
        return options;
    }

    private List<String> classes(int number) {
        Optional<Path> archive = runtime.classArchive();
        if (archive.isPresent()) {
            return List.of("-XX:SharedArchiveFile=" + archive.get());
        }
        return plan.classesRecorded() && number == 1
                ? List.of("-XX:ArchiveClassesAtExit=" + newClassArchive(number))
                : List.of();
    }

    /** What the member writes when it stops, as long as there is no archive yet. */
    Path newClassArchive(int number) {
        return plan.memberDirectory(number).resolve("classes.jsa");
    }

    private List<String> payara(int number) {
        Path config = Project.directory().resolve("payara-config");
        return List.of(
                "--name",
                "member-" + number,
                "--port",
                Integer.toString(plan.port(number)),
                "--clustername",
                plan.name(),
                "--clustermode",
                "tcpip:" + plan.hazelcastMembers(),
                "--startport",
                Integer.toString(plan.hazelcastPort(number)),
                "--interfaces",
                plan.host(number),
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
                "--deploy",
                plan.war().toString(),
                "--contextroot",
                "/");
    }
}
