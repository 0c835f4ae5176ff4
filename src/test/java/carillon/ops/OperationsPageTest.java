package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/operations.md to the sources. */
class OperationsPageTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "carillon");

    /** The resource adapter's lines stand in docs/connector.md. */
    private static final Path ADAPTER = SOURCES.resolve(Path.of("queue", "connector"));

    private static final Pattern EVENT = Pattern.compile("event=([a-z]+(?:-[a-z]+)*)|LogLine\\.of\\(\"([a-z-]+)\"\\)");

    @Test
    void every_event_in_the_log_is_explained() throws IOException {
        // given
        String page = Files.readString(Path.of("docs", "operations.md"));
        String table = page.substring(page.indexOf("## Log lines"), page.indexOf("## When something is wrong"));
        Set<String> explained = Pattern.compile("`([a-z-]+)`")
                .matcher(table)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toSet());

        // when
        Set<String> written = new TreeSet<>(RunLine.NAMES.values());
        sources().forEach(source -> events(source).forEach(written::add));

        // then
        assertThat(written).hasSizeGreaterThan(30);
        assertThat(explained).containsAll(written);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.startsWith(ADAPTER))
                    .toList();
        }
    }

    private static Stream<String> events(Path source) {
        try {
            return EVENT.matcher(Files.readString(source)).results().map(OperationsPageTest::name).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(MatchResult event) {
        return event.group(1) == null ? event.group(2) : event.group(1);
    }
}
