package carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void a_port_that_was_found_can_be_listened_on() throws IOException {
        int port = FreePorts.one();

        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void a_taken_port_is_named_with_the_option_that_changes_it() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();

            assertThatThrownBy(() -> FreePorts.requireFree(port, "member 2", "port"))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContainingAll("Port " + port, "member 2", "taken", "-Dport=");
        }
    }

    @Test
    void a_port_taken_on_all_addresses_is_not_free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(FreePorts.isFree(socket.getLocalPort())).isFalse();
        }
    }

    @Test
    void a_free_port_is_fine() {
        assertThatCode(() -> FreePorts.requireFree(FreePorts.one(), "member 1", "port"))
                .doesNotThrowAnyException();
    }
}
