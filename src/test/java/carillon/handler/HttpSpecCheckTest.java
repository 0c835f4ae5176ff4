package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import carillon.platform.FieldError;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSpecCheckTest {

    private static final String URL = "https://example.org/hook?token=hunter2";

    /** Not started: it is only asked whether it takes a request. */
    private static final TargetClient CLIENT = new TargetClient(
            new HandlerThreads(Executors.defaultThreadFactory(), 1),
            new TargetGuard(List.of(), new HostLookups(InetAddress::getAllByName, Runnable::run)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            new SslContextFactory.Client(),
            List.of());

    @Test
    void a_url_alone_is_enough_and_the_rest_has_defaults() {
        HttpHandlerSpec spec = new HttpHandlerSpec(URL, null, null, null, null, null, null);

        assertThat(spec.check()).isEmpty();
        assertThat(spec.method()).isEqualTo("POST");
        assertThat(spec.headers()).isEmpty();
        assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "HTTPS://Example.org:8443/a/b?c=d&e=%20",
                "http://127.0.0.1:8080/",
                "http://[::1]:8080/x",
                "https://xn--bcher-kva.example/"
            })
    void absolute_urls_are_taken(String url) {
        assertThat(to(url).build().check()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                             | is required
                    example.org/hook               | must be absolute
                    /hook                          | must be absolute
                    ftp://example.org/             | must be absolute
                    mailto:a@example.org           | must be absolute
                    http:///hook                   | needs a host
                    http://                        | is not a URL
                    http:opaque                    | needs a host
                    http://my_service/             | needs a host
                    http://user:secret@example.org | must not hold a user or password
                    http://user@my_service/        | must not hold a user or password
                    http://example.org:0/          | needs a port
                    http://example.org:99999/      | needs a port
                    http://example.org/#here       | must not have a fragment
                    http://example.org/a b         | takes visible ASCII
                    http://exämple.org/            | takes visible ASCII
                    http://example.org/%zz         | is not a URL
                    """)
    void other_urls_are_refused_with_the_reason(String url, String reason) {
        assertThat(to(url).build().check()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("url");
            assertThat(error.message()).startsWith(reason).doesNotContain("secret");
        });
    }

    @Test
    void a_url_is_required_and_has_at_most_2000_characters() {
        assertThat(fields(to(null).build())).containsExactly("url");
        assertThat(to("http://h/" + "x".repeat(1_991)).build().check()).isEmpty();
        assertThat(fields(to("http://h/" + "x".repeat(1_992)).build())).containsExactly("url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "CONNECT", "TRACE", "OPTIONS", "PO ST", "POST\r\nX: y"})
    void other_methods_are_refused(String method) {
        assertThat(fields(to(URL).method(method).build())).containsExactly("method");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,false", "PT-1S,false", "PT0.0009S,false", "PT0.001S,true", "PT24H,true", "PT24H0.001S,false"})
    void a_timeout_is_a_millisecond_to_a_day(Duration timeout, boolean good) {
        assertThat(to(URL).timeout(timeout).build().check().isEmpty()).isEqualTo(good);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Connection",
                "EXPECT",
                "Upgrade",
                "Transfer-Encoding",
                "Carillon-Run",
                "carillon-anything",
                "Idempotency-Key"
            })
    void headers_that_are_not_the_jobs_are_refused(String name) {
        assertThat(to(URL).header(name, "x").build().check())
                .extracting(FieldError::field, FieldError::message)
                .singleElement()
                .satisfies(error -> assertThat(error.toString()).contains("headers." + name, "on each call"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Y", "X:Y", "X\r\nY", "Ü", "\u0000"})
    void names_that_are_not_tokens_are_refused(String name) {
        assertThat(fields(to(URL).header(name, "x").build())).containsExactly("headers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: b", "a\nb", "a\u0000b", "café", " abc", "abc ", "\u007f"})
    void values_that_would_not_arrive_as_they_are_are_refused_without_being_repeated(String value) {
        assertThat(to(URL).header("X-Secret", value).build().check())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo("headers.X-Secret");
                    assertThat(error.message()).doesNotContain(value);
                });
    }

    @Test
    void a_header_without_a_value_is_refused() {
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Team", null);

        assertThat(fields(new HttpHandlerSpec(URL, null, headers, null, null, null, null)))
                .containsExactly("headers.X-Team");
    }

    @Test
    void the_same_header_in_other_letters_is_refused() {
        HttpHandlerSpec spec =
                to(URL).header("X-Team", "a").header("x-team", "b").build();

        assertThat(fields(spec)).containsExactly("headers.x-team");
    }

    @Test
    void headers_are_bounded_in_number_and_size() {
        assertThat(to(URL).header("X", "v".repeat(4_000)).build().check()).isEmpty();
        assertThat(fields(to(URL).header("X", "v".repeat(4_001)).build())).containsExactly("headers.X");
        assertThat(new HttpHandlerSpec(URL, null, many(50, 1), null, null, null, null).check())
                .isEmpty();
        assertThat(fields(new HttpHandlerSpec(URL, null, many(51, 1), null, null, null, null)))
                .containsExactly("headers");
        assertThat(fields(new HttpHandlerSpec(URL, null, many(5, 4_000), null, null, null, null)))
                .containsExactly("headers");
    }

    @Test
    void every_field_that_does_not_hold_is_named() {
        HttpHandlerSpec spec = to("nowhere")
                .method("FETCH")
                .header("Host", "x")
                .timeout(Duration.ZERO)
                .build();

        assertThat(fields(spec)).containsExactly("url", "method", "headers.Host", "timeout");
    }

    @Property(tries = 2_000)
    void the_client_sends_to_every_url_that_the_check_lets_pass(@ForAll("urls") String url) {
        sendsWhatIsGood(to(url).build());
    }

    @Property(tries = 2_000)
    void the_client_sends_every_header_that_the_check_lets_pass(
            @ForAll("texts") String name, @ForAll("texts") String value) {
        sendsWhatIsGood(to(URL).header("X" + name, value).build());
    }

    private static void sendsWhatIsGood(HttpHandlerSpec spec) {
        boolean good = spec.check().isEmpty();
        Statistics.label("good").collect(good).coverage(share -> share.check(true)
                .percentage(p -> p > 5));
        if (good) {
            assertThatCode(() -> CLIENT.request(HttpRequests.of(
                            spec, AttemptBuilder.attempt().build(), new Signer(Map.of(), Clock.systemUTC()))))
                    .doesNotThrowAnyException();
        }
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> host =
                Arbitraries.strings().withChars("aab1-._[]:@%é").ofMinLength(1).ofMaxLength(4);
        Arbitrary<String> path = Arbitraries.strings().withChars("aa//?%2#&= ").ofMaxLength(4);
        return Combinators.combine(Arbitraries.of("http://", "https://", "HTTP://"), host, path)
                .as((scheme, name, rest) -> scheme + name + "/" + rest);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> plain =
                Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(2);
        return Arbitraries.oneOf(
                plain,
                Arbitraries.strings()
                        .withCharRange('\u0000', '\u00ff')
                        .ofMinLength(1)
                        .ofMaxLength(3));
    }

    private static Map<String, String> many(int count, int length) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put("X-" + i, "v".repeat(length));
        }
        return headers;
    }

    private static List<String> fields(HttpHandlerSpec spec) {
        return spec.check().stream().map(FieldError::field).toList();
    }
}
