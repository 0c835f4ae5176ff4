package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.FailureKind;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final String HTTP = "{\"type\": \"http\", \"url\": \"https://example.org/hook\"}";
    private static final String REPORT = "{\"type\": \"bean\", \"name\": \"report\"}";
    private static final FailureKind BUSY = FailureKind.of("503", "5xx");

    @Test
    void what_differs_from_run_to_run_is_taken_out() {
        assertThat(Fingerprint.plain("POST https://example.org/orders/1234?token=abc answered 503 Service Unavailable"))
                .isEqualTo("POST https://example.org/orders/#? answered # Service Unavailable");
        assertThat(Fingerprint.plain("no row of id 0190a5d2-7c1e-7b3a-9f00-3c6f1a2b4d5e in \"orders\" after 12.5 s"))
                .isEqualTo("no row of id # in '…' after #.# s");
        assertThat(Fingerprint.plain("Order@1b6d3586 and 0xCAFE and commit 9f2c1ab0 of 'main' don't agree"))
                .isEqualTo("Order@# and # and commit # of '…' don't agree");
        assertThat(Fingerprint.plain("the decade faded, facade and all")).isEqualTo("the decade faded, facade and all");
    }

    @Test
    void like_failures_have_the_same_fingerprint() {
        assertThat(Fingerprint.of(HTTP, BUSY, "order 17 answered 503"))
                .isEqualTo(Fingerprint.of(HTTP, BUSY, "order 9 answered 503"))
                .matches("[0-9a-f]{16}");
    }

    @Test
    void the_handler_the_kind_and_the_place_tell_failures_apart() {
        String one = Fingerprint.of(HTTP, BUSY, "answered 503");

        assertThat(Fingerprint.of(REPORT, BUSY, "answered 503")).isNotEqualTo(one);
        assertThat(Fingerprint.of(HTTP, FailureKind.of("404", "4xx"), "answered 404"))
                .isNotEqualTo(one);
        assertThat(Fingerprint.of(HTTP, new FailureKind(BUSY.words(), "com.acme.Report.print"), "answered 503"))
                .isNotEqualTo(one);
        assertThat(Fingerprint.of("{\"type\": \"process\", \"command\": [\"/bin/a\"]}", BUSY, "answered 503"))
                .isNotEqualTo(
                        Fingerprint.of("{\"type\": \"process\", \"command\": [\"/bin/b\"]}", BUSY, "answered 503"));
        assertThat(Fingerprint.of(REPORT.replace("report", "other"), BUSY, "answered 503"))
                .isNotEqualTo(Fingerprint.of(REPORT, BUSY, "answered 503"));
    }
}
