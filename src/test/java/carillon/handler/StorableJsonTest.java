package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorableJsonTest {

    @Test
    void nothing_is_written_as_nothing() {
        assertThat(StorableJson.write(null)).isNull();
    }

    @Test
    void values_are_written_as_json() {
        assertThat(StorableJson.write("a \"b\"")).isEqualTo("\"a \\\"b\\\"\"");
        assertThat(StorableJson.write(42)).isEqualTo("42");
        assertThat(StorableJson.write(List.of(true, "x"))).isEqualTo("[true,\"x\"]");
        assertThat(StorableJson.write(Map.of("rows", 3))).isEqualTo("{\"rows\":3}");
    }

    @Test
    void nul_characters_are_replaced() {
        assertThat(StorableJson.write("a\u0000b\u0000")).isEqualTo("\"a\uFFFDb\uFFFD\"");
    }

    @Test
    void a_text_that_only_looks_like_an_escaped_nul_is_kept() {
        assertThat(StorableJson.write("\\u0000 \\\u0000")).isEqualTo("\"\\\\u0000 \\\\\uFFFD\"");
    }
}
