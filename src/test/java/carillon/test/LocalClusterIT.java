package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scenario tests rely on: a cluster whose servers can be killed, frozen and brought back one by one. */
class LocalClusterIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static LocalCluster cluster;

    @BeforeAll
    static void start() {
        cluster = LocalCluster.builder().members(2).quickStart().start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void a_killed_member_is_gone_and_comes_back_on_its_port() throws IOException, InterruptedException {
        PayaraMember member = cluster.member(2);
        long before = member.pid();

        member.kill();

        assertThat(member.isAlive()).isFalse();
        assertThat(ProcessHandle.of(before)).isEmpty();
        assertThat(cluster.member(1).isReady()).isTrue();

        member.restart();

        assertThat(member.pid()).isNotEqualTo(before);
        assertThat(status(member.uri().resolve("/health/ready"))).isEqualTo(200);
    }

    @Test
    void a_frozen_member_keeps_its_process_and_answers_when_woken() {
        PayaraMember member = cluster.member(1);

        member.freeze();
        try {
            assertThat(member.isReady()).isFalse();
            assertThat(member.isAlive()).isTrue();
        } finally {
            member.wake();
        }

        await().atMost(Duration.ofSeconds(30)).until(member::isReady);
    }

    @Test
    void what_was_committed_survives_a_crash_of_postgresql() throws SQLException {
        run("create table kept (bell text)");
        run("insert into kept values ('bourdon')");

        cluster.postgres().crash();

        assertThatThrownBy(() -> run("select 1")).isInstanceOf(SQLException.class);

        cluster.postgres().start();

        assertThat(ask("select bell from kept")).isEqualTo("bourdon");
    }

    @Test
    void redis_comes_back_empty_on_its_port() throws IOException {
        redis("SET bell bourdon");
        cluster.redis().stop();
        cluster.redis().start();

        assertThat(redis("EXISTS bell")).isEqualTo(":0");

        redis("SET bell bourdon");
        cluster.redis().flush();

        assertThat(redis("EXISTS bell")).isEqualTo(":0");
    }

    @Test
    void nothing_listens_to_other_machines() throws SocketException {
        List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();

        assertThat(addresses).allSatisfy(address -> {
            assertThat(accepts(address, cluster.postgres().port())).isFalse();
            assertThat(accepts(address, cluster.redis().port())).isFalse();
            assertThat(accepts(address, cluster.member(1).uri().getPort())).isFalse();
            assertThat(accepts(address, cluster.member(1).hazelcastPort())).isFalse();
        });
        assertThat(accepts(InetAddress.getLoopbackAddress(), cluster.member(1).hazelcastPort()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started", "/metrics", "/openapi"})
    void probes_and_scrapers_need_no_user(String path) throws IOException, InterruptedException {
        assertThat(status(cluster.member(1).uri().resolve(path))).isEqualTo(200);
    }

    /** Java's client asks to go on in HTTP/2 with its first request, whatever that is. */
    @Test
    void a_client_with_javas_defaults_may_begin_with_a_body() throws Exception {
        HttpRequest first = HttpRequest.newBuilder(cluster.member(1).uri().resolve("/api/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .timeout(Duration.ofSeconds(60))
                .build();

        HttpResponse<Void> answer = HttpClient.newHttpClient().send(first, HttpResponse.BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(422);
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static String redis(String command) throws IOException {
        return cluster.redis().call(command);
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = cluster.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = cluster.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
