package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.FieldError;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTemplateTest {

    private static final String PAYLOAD =
            """
            {"customer": {"id": 42, "name": "A/B & C?\u00e9", "vip": true, "none": null, "dots": ".."},
             "items": [{"sku": "x-1"}, "two"], "line": "one\\ntwo"}
            """;

    private static final Signer SIGNER = new Signer(Map.of(), Clock.systemUTC());

    @Test
    void values_of_the_payload_and_the_run_stand_in_path_and_query_percent_encoded() throws Exception {
        HttpMessage message = filled(to("https://example.org/{{payload.customer.id}}/{{ payload.customer.name }}"
                        + "?run={{run.id}}&at={{run.scheduledAt}}&n={{run.attempt}}&job={{job.name}}")
                .build());

        assertThat(message.url().toString())
                .isEqualTo("https://example.org/42/A%2FB%20%26%20C%3F%C3%A9?run=" + AttemptBuilder.RUN
                        + "&at=2026-12-01T02%3A30%3A00Z&n=3&job=nightly-report");
    }

    @Test
    void values_stand_in_headers() throws Exception {
        HttpMessage message = filled(to("https://example.org/")
                .header("X-Customer", "id={{payload.customer.id}} vip={{payload.customer.vip}}")
                .header("X-Plain", "{not a template}")
                .build());

        assertThat(message.headers().get("X-Customer")).isEqualTo("id=42 vip=true");
        assertThat(message.headers().get("X-Plain")).isEqualTo("{not a template}");
    }

    @Test
    void a_body_of_ones_own_takes_values_as_they_are_and_amid_text() throws Exception {
        HttpMessage message = filled(to("https://example.org/")
                .body(
                        "{\"id\": \"{{payload.customer.id}}\", \"text\": \"No. {{payload.customer.id}}\", \"all\":"
                                + " \"{{payload.items}}\", \"first\": [\"{{payload.items.0.sku}}\", 1, null], \"none\":"
                                + " \"{{payload.customer.none}}\", \"try\": \"{{run.attempt}}\", \"line\": \"> {{payload.line}}\"}")
                .build());

        assertThat(new String(message.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":42,\"text\":\"No. 42\",\"all\":[{\"sku\":\"x-1\"},\"two\"],\"first\":[\"x-1\",1,null],"
                                + "\"none\":null,\"try\":3,\"line\":\"> one\\ntwo\"}");
        assertThat(message.headers().get("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void a_body_is_sent_without_a_payload_too() throws Exception {
        HttpHandlerSpec spec =
                to("https://example.org/").body("[\"{{run.id}}\"]").build();

        HttpMessage message = HttpRequests.of(spec, attempt().of(spec).build(), SIGNER);

        assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo("[\"" + AttemptBuilder.RUN + "\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{payload.missing}}              | names payload.missing, which is not there",
                "{{payload.customer.id.deeper}}   | names payload.customer.id.deeper, which is not there",
                "{{payload.items.2}}              | names payload.items.2, which is not there",
                "{{payload.items.99999999999}}    | names payload.items.99999999999, which is not there",
                "{{payload.customer.none}}        | names payload.customer.none, which is null",
                "{{payload.customer}}             | names payload.customer, which is an object or array",
                "{{payload.customer.dots}}        | makes a path with a segment . or .."
            })
    void what_cannot_be_filled_is_told_without_the_value(String name, String problem) {
        assertThatThrownBy(() -> filled(to("https://example.org/" + name + "/x").build()))
                .isInstanceOf(UnfillableTemplateException.class)
                .hasMessageStartingWith("the template of url " + problem);
    }

    @Test
    void a_value_that_is_no_header_is_refused() {
        assertThatThrownBy(() -> filled(to("https://example.org/")
                        .header("X-Line", "a {{payload.line}}")
                        .build()))
                .hasMessage("the template of headers.X-Line makes a value that does not hold: it takes ASCII characters"
                        + " only, and no line breaks");
    }

    @Test
    void a_template_cannot_blow_up_its_payload() {
        String large = "{\"a\": \"" + "x".repeat(1 << 20) + "\"}";
        HttpHandlerSpec spec = to("https://example.org/")
                .body("[" + "\"{{payload.a}}\",".repeat(5) + "1]")
                .build();

        assertThatThrownBy(() ->
                        HttpRequests.of(spec, attempt().of(spec).payload(large).build(), SIGNER))
                .hasMessage("the template of body makes a body of more than 4 MiB");
    }

    @Property(tries = 500)
    void whatever_the_payload_holds_the_request_goes_where_the_job_says(@ForAll String value) {
        String payload = carillon.platform.Json.write(Map.of("v", value));
        HttpHandlerSpec spec =
                to("https://example.org/a/{{payload.v}}/b?q={{payload.v}}").build();
        try {
            HttpMessage message =
                    HttpRequests.of(spec, attempt().of(spec).payload(payload).build(), SIGNER);

            assertThat(message.url().getHost()).isEqualTo("example.org");
            assertThat(message.url().getRawPath()).matches("/a/[^/]*/b");
            assertThat(message.url().getRawQuery()).startsWith("q=").doesNotContain("&", "#");
        } catch (UnfillableTemplateException refused) {
            assertThat(value)
                    .satisfiesAnyOf(text -> assertThat(text).matches("\\.{1,2}"), text -> assertThat(text.length())
                            .isGreaterThan(100));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://{{payload.host}}/", "{{payload.url}}", "https://example.org{{payload.rest}}",
                "https://example.org:{{payload.port}}/", "https://example.org/{{nothing}}",
                        "https://example.org/{{run.secret}}",
                "https://example.org/{{payload..a}}", "https://example.org/{{payload.a b}}",
                        "https://example.org/{{payload.a",
                "https://example.org/{{}}", "https://example.org/%{{payload.a}}", "https://example.org/#{{payload.a}}",
                "ftp://example.org/{{payload.a}}", "https://user@example.org/{{payload.a}}"
            })
    void a_url_whose_template_can_never_hold_is_refused_when_it_is_stored(String url) {
        assertThat(to(url).build().check()).extracting(FieldError::field).containsExactly("url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": \"{{nothing}}\"}",
                "[\"{{payload.a\"]",
                "{\"{{payload.a}}\": 1}",
                "\"{{run}}\"",
                "{\"a\": [{\"b\": \"{{payload.}}\"}]}"
            })
    void a_body_whose_template_can_never_hold_is_refused_when_it_is_stored(String body) {
        assertThat(to("https://example.org/").body(body).build().check())
                .extracting(FieldError::field)
                .containsExactly("body");
    }

    @Test
    void templates_that_hold_are_taken() {
        assertThat(to("https://example.org/{{payload.a-b_c.0}}?x={{job.id}}&{{job.tenant}}")
                        .header("X", "{{payload}} }}")
                        .body("{\"a\": \"{{payload}}\", \"b\": \"}} {\"}")
                        .build()
                        .check())
                .isEmpty();
        assertThat(to("https://example.org/").header("X", "{{secret").build().check())
                .extracting(FieldError::field, FieldError::message)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "headers.X", "has a {{ that is not followed by a name and }}"));
    }

    private static HttpMessage filled(HttpHandlerSpec spec) throws UnfillableTemplateException {
        return HttpRequests.of(
                spec, attempt().of(spec).payload(PAYLOAD).number(3).build(), SIGNER);
    }
}
