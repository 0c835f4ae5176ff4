package carillon.test;

import java.nio.file.Path;
import java.util.stream.Collectors;

/** What the caller of {@code ./mvnw -Plocal} reads when the cluster is up: where it is, and what to try. */
final class Welcome {

    private static final String TEXT =
            """

              API         ${base}api/v1
              Health      ${base}health/ready
              Metrics     ${base}metrics
              OpenAPI     ${base}openapi
              Members     ${members}
              PostgreSQL  ${database}
              Redis       ${redis}
              Logs        ${logs}
              HTTP jobs   may call this machine too (carillon.http.allow=localhost,127.0.0.0/8,[::1]);
                          members elsewhere let them call the public internet only

            Create a job that calls an HTTP endpoint every second:

            curl -sS ${base}api/v1/jobs -H 'Content-Type: application/json' -d '{
              "name": "every-second",
              "handler": {"type": "http", "method": "GET", "url": "${base}health/live"},
              "schedule": {"type": "interval", "every": "PT1S"}
            }'

            See its runs:

            curl -sS '${base}api/v1/runs?limit=5'

            Ctrl-C stops everything.
            """;

    private Welcome() {}

    static String of(LocalCluster cluster, Path directory) {
        return TEXT.replace("${base}", cluster.member(1).uri().toString())
                .replace("${members}", members(cluster))
                .replace(
                        "${database}",
                        cluster.database().url() + " as " + cluster.database().user())
                .replace("${redis}", cluster.redisAddress())
                .replace("${logs}", directory.resolve("logs").toString());
    }

    private static String members(LocalCluster cluster) {
        return cluster.members().stream()
                .map(member -> member.uri() + " (process " + member.pid() + ")")
                .collect(Collectors.joining(", "));
    }
}
