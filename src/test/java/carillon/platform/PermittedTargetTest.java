package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermittedTargetTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, 80, true",
        "LocalHost, LOCALHOST., 8080, true",
        "localhost, localhost.example, 80, false",
        "reports.example:8080, reports.example, 8080, true",
        "reports.example:8080, reports.example, 80, false",
        "*.inside.example, a.b.inside.example, 80, true",
        "*.inside.example, inside.example, 80, false",
        "*.inside.example, notinside.example, 80, false",
        "10.0.0.0/8, 10.example, 80, false"
    })
    void a_host_is_permitted_by_its_name(String target, String host, int port, boolean permitted) {
        assertThat(PermittedTarget.of(target).permits(host, port)).isEqualTo(permitted);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, 80, true",
        "10.0.0.0/8, 11.0.0.0, 80, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, 80, true",
        "10.1.2.3, 10.1.2.3, 80, true",
        "10.1.2.3, 10.1.2.4, 80, false",
        "10.1.2.3:8080, 10.1.2.3, 8080, true",
        "10.1.2.3:8080, 10.1.2.3, 80, false",
        "10.0.0.0/8:8080, 10.1.2.3, 8080, true",
        "172.16.0.0/12, 172.31.255.255, 80, true",
        "172.16.0.0/12, 172.32.0.0, 80, false",
        "0.0.0.0/0, 255.255.255.255, 80, true",
        "0.0.0.0/0, ::1, 80, false",
        "fd00::/8, fdff::1, 80, true",
        "fd00::/8, fe00::1, 80, false",
        "[fd00::1]:8080, fd00::1, 8080, true",
        "[fd00::1]:8080, fd00::1, 80, false",
        "[::1], ::1, 80, true",
        "::1, ::1, 80, true",
        "localhost, 127.0.0.1, 80, false"
    })
    void a_block_is_permitted_by_address(String target, String address, int port, boolean permitted) throws Exception {
        assertThat(PermittedTarget.of(target).permits(InetAddress.getByName(address), port))
                .isEqualTo(permitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "*.",
                "a b",
                "http://localhost",
                "localhost/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10.0.0.256",
                "256",
                "1.2.3",
                "localhost:0",
                "localhost:65536",
                "localhost:x",
                "fd00::/129",
                "[fd00::1",
                "fe80::1%lo",
                "2130706433"
            })
    void anything_else_is_refused(String target) {
        assertThatThrownBy(() -> PermittedTarget.of(target)).isInstanceOf(IllegalArgumentException.class);
    }
}
