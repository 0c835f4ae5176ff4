package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where no network can be made, what goes between a member and a store is held back by a proxy. */
class StoreProxiesTest {

    private static final Host MEMBER = Host.member(1);
    private static final int SOON = 300;
    private static final int IN_TIME = 20_000;

    private final StoreProxies proxies = new StoreProxies("it is a test");
    private ServerSocket store;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        store = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        InetSocketAddress way = proxies.store(1, Host.POSTGRES, store.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), way.getPort());
        accepted = store.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        store.close();
        proxies.close();
    }

    @Test
    void what_a_member_sends_arrives_when_the_wire_is_mended() throws IOException {
        proxies.cut(MEMBER, Host.POSTGRES);
        client.getOutputStream().write(1);
        assertSilent(accepted);
        accepted.getOutputStream().write(7);
        assertHears(client, 7);
        proxies.heal();
        assertHears(accepted, 1);
    }

    @Test
    void what_a_store_answers_arrives_when_the_wire_is_mended() throws IOException {
        proxies.cut(Host.POSTGRES, MEMBER);
        accepted.getOutputStream().write(2);
        assertSilent(client);
        client.getOutputStream().write(8);
        assertHears(accepted, 8);
        proxies.heal();
        assertHears(client, 2);
    }

    @Test
    void an_end_of_a_connection_is_passed_on() throws IOException {
        accepted.close();
        client.setSoTimeout(IN_TIME);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void members_cannot_be_parted_from_each_other() {
        assertThat(proxies.canCut(MEMBER, Host.POSTGRES)).isTrue();
        assertThat(proxies.canCut(Host.POSTGRES, MEMBER)).isTrue();
        assertThat(proxies.canCut(MEMBER, Host.member(2))).isFalse();
        assertThatThrownBy(() -> proxies.cut(MEMBER, Host.member(2))).hasMessageContaining("no proxy");
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SOON);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    private static void assertHears(Socket socket, int one) throws IOException {
        socket.setSoTimeout(IN_TIME);
        assertThat(socket.getInputStream().read()).isEqualTo(one);
    }
}
