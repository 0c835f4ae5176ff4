package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandlerSpecJsonTest {

    @Test
    void specifications_are_stored_and_read_with_their_type() {
        Holder http = new Holder(new HttpHandlerSpec(
                "https://example.org/",
                "PUT",
                Map.of("X-Team", "data"),
                Duration.ofSeconds(5),
                null,
                3,
                Json.value("{\"a\":[1,\"{{payload}}\"]}")));
        Holder bean = new Holder(new BeanHandlerSpec("report"));

        Holder process = new Holder(new ProcessHandlerSpec(
                List.of("strategy", "a b"), Map.of("MARKET", "xetra"), null, 512, Duration.ofSeconds(9)));

        assertThat(Json.read(Json.write(process), Holder.class)).isEqualTo(process);
        assertThat(Json.write(process)).contains("\"type\":\"process\"", "\"cpuTime\":\"PT9S\"");
        assertThat(Json.write(http)).contains("\"type\":\"http\"", "\"timeout\":\"PT5S\"");
        assertThat(Json.read(Json.write(http), Holder.class)).isEqualTo(http);
        assertThat(Json.read(Json.write(bean), Holder.class)).isEqualTo(bean);
    }

    @Test
    void what_is_left_out_has_its_default() {
        HandlerSpec read = Json.read("{\"type\":\"http\",\"url\":\"https://example.org/\"}", HandlerSpec.class);

        assertThat(read)
                .isEqualTo(new HttpHandlerSpec(
                        "https://example.org/", "POST", Map.of(), Duration.ofSeconds(30), null, 0, null));
    }

    @Test
    void a_header_without_a_value_is_read_and_refused_by_the_check() {
        HandlerSpec read = Json.read(
                "{\"type\":\"http\",\"url\":\"https://example.org/\",\"headers\":{\"X-Team\":null}}",
                HandlerSpec.class);

        assertThat(read.check()).singleElement().satisfies(e -> assertThat(e.field())
                .isEqualTo("headers.X-Team"));
    }

    public record Holder(HandlerSpec handler) {}
}
