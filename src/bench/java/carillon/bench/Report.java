package carillon.bench;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints results, one line of JSON each, on standard output and into a file. */
final class Report implements AutoCloseable {

    static final String CARILLON = "carillon";

    private final PrintStream file;
    private final Results results = new Results();
    private final List<String> broken = new ArrayList<>();
    private int round = 1;
    private boolean factsTold;

    private Report(PrintStream file) {
        this.file = file;
    }

    /** The file is {@code results.jsonl}; what an earlier start left there is replaced. */
    static Report into(Path directory) {
        try {
            Files.createDirectories(directory);
            return new Report(new PrintStream(
                    Files.newOutputStream(directory.resolve("results.jsonl")), true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void round(int number) {
        round = number;
    }

    /** Tells of the machine, before everything else. */
    void once(Line facts) {
        if (!factsTold) {
            factsTold = true;
            tell(facts);
        }
    }

    void tell(Line line) {
        tell(CARILLON, line);
    }

    /** @param system whose result it is */
    void tell(String system, Line line) {
        results.add(system, round, line);
        print(system, Optional.of(round), line);
        if (system.equals(CARILLON)) {
            broken.addAll(Promises.broken(line, round));
        }
    }

    /** What Carillon promises and did not keep so far, a sentence each. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /** The ratios of each round, and over all rounds the least, the middle and the greatest of what peers were measured by. */
    void summary() {
        results.ratios().forEach(line -> print("ratio", Optional.empty(), line));
        results.spans().forEach((system, lines) -> lines.forEach(line -> print(system, Optional.empty(), line)));
    }

    /** @param ofRound empty for a line that names its round itself, or belongs to none */
    private void print(String system, Optional<Integer> ofRound, Line line) {
        JsonObjectBuilder all = Json.createObjectBuilder().add("system", system).add("measure", line.measure());
        ofRound.ifPresent(number -> all.add("round", number));
        line.fields().forEach(all::add);
        String text = all.add("load1", Processes.loadAverage()).build().toString();
        System.out.println(text);
        file.println(text);
    }

    @Override
    public void close() {
        file.close();
    }
}
