package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class FailureKindTest {

    @Test
    void a_status_goes_by_its_number_and_its_class() {
        assertThat(FailureKind.ofStatus(503).words()).containsExactly("503", "5xx");
    }

    @Test
    void an_exception_goes_by_its_class_by_what_that_extends_and_by_its_causes() {
        FailureKind kind = FailureKind.of(new UncheckedIOException(new SocketTimeoutException("read")));

        assertThat(kind.words())
                .startsWith("java.io.UncheckedIOException", "UncheckedIOException")
                .contains("RuntimeException", "SocketTimeoutException", "java.io.IOException", "IOException")
                .doesNotContain("Throwable", "Object");
    }

    @Test
    void a_permanent_failure_goes_by_its_own_class_alone() {
        FailureKind kind = FailureKind.ofPermanent(new NoSuchCustomer(new IOException("lost")));

        assertThat(kind.words())
                .contains("NoSuchCustomer", "PermanentFailureException")
                .doesNotContain("IOException", "RuntimeException", "Exception");
    }

    @Test
    void the_place_is_where_somebodys_own_code_failed() {
        FailureKind kind = FailureKind.of(new CompletionException(thrownByParsing()));

        assertThat(kind.place()).isEqualTo("carillon.handler.FailureKindTest.thrownByParsing");
    }

    @Test
    void trouble_on_the_way_to_a_target_is_told_apart() {
        assertThat(NetworkError.kind(new SocketTimeoutException("Connect Timeout"))
                        .words())
                .containsExactly("connect", "timeout", "network");
        assertThat(NetworkError.kind(new ConnectException("refused")).words()).containsExactly("connect", "network");
        assertThat(NetworkError.kind(new UnknownHostException("nowhere")).words())
                .containsExactly("dns", "network");
        assertThat(NetworkError.kind(new SSLException("expired")).words()).containsExactly("tls", "network");
        assertThat(NetworkError.kind(new IOException("reset")).words()).containsExactly("network");
    }

    private static RuntimeException thrownByParsing() {
        try {
            Integer.parseInt("x");
            throw new AssertionError("x is a number");
        } catch (NumberFormatException e) {
            return e;
        }
    }

    private static final class NoSuchCustomer extends PermanentFailureException {

        private static final long serialVersionUID = 1;

        NoSuchCustomer(Throwable cause) {
            super("no such customer", cause);
        }
    }
}
