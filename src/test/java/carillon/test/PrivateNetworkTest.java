package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where network namespaces are permitted: wires are cut one way, without a word, and mended. */
class PrivateNetworkTest {

    /** Says everything back that it is told. */
    private static final String ECHO = "exec 3<>/dev/tcp/$0/$1; while read -r -u 3 line; do echo \"$line\" >&3; done";

    private static final Host MEMBER = Host.member(1);
    private static final int SOON = 1_000;
    private static final int IN_TIME = 20_000;

    private PrivateNetwork network;
    private ServerSocket server;
    private Process member;
    private Socket connection;
    private BufferedReader heard;

    @BeforeEach
    void connect() throws IOException {
        String obstacle = PrivateNetwork.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        network = PrivateNetwork.of(2);
        server = new ServerSocket(0, 10, InetAddress.getByName(network.callers()));
        server.setSoTimeout(IN_TIME);
        List<String> command = new ArrayList<>(network.launcher(1));
        command.addAll(List.of("bash", "-c", ECHO, network.callers(), Integer.toString(server.getLocalPort())));
        member = new ProcessBuilder(command).redirectErrorStream(true).start();
        connection = server.accept();
        heard = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() throws IOException {
        if (network != null) {
            connection.close();
            server.close();
            member.destroyForcibly();
            network.close();
        }
    }

    @Test
    void a_member_is_reached_at_an_address_of_its_own() throws IOException {
        assertThat(connection.getInetAddress().getHostAddress()).isEqualTo(network.address(1));
        assertThat(echo("hello")).isEqualTo("hello");
    }

    @Test
    void what_is_sent_to_a_member_is_lost_while_that_way_is_cut() throws IOException {
        network.cut(Host.CALLERS, MEMBER);
        assertSilent("lost");
        network.heal();
        assertHeard("lost");
    }

    @Test
    void what_a_member_sends_is_lost_while_that_way_is_cut() throws IOException {
        assertThat(echo("hello")).isEqualTo("hello");
        network.cut(MEMBER, Host.CALLERS);
        assertSilent("lost");
        network.heal();
        assertHeard("lost");
    }

    @Test
    void other_wires_of_the_member_are_not_touched() throws IOException {
        network.cut(MEMBER, Host.POSTGRES);
        network.cut(Host.POSTGRES, MEMBER);
        network.cut(MEMBER, Host.REDIS);
        network.cut(MEMBER, Host.member(2));
        network.cut(Host.member(2), MEMBER);
        assertThat(echo("hello")).isEqualTo("hello");
    }

    @Test
    void there_is_no_wire_between_what_is_on_this_machine() {
        assertThat(network.canCut(Host.POSTGRES, Host.REDIS)).isFalse();
        assertThatThrownBy(() -> network.cut(Host.POSTGRES, Host.REDIS)).hasMessageContaining("no wire");
    }

    private String echo(String line) throws IOException {
        connection.setSoTimeout(IN_TIME);
        say(line);
        return heard.readLine();
    }

    private void assertSilent(String line) throws IOException {
        connection.setSoTimeout(SOON);
        say(line);
        assertThatThrownBy(heard::readLine).isInstanceOf(SocketTimeoutException.class);
    }

    private void assertHeard(String line) throws IOException {
        connection.setSoTimeout(IN_TIME);
        assertThat(heard.readLine()).isEqualTo(line);
    }

    private void say(String line) throws IOException {
        connection.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
