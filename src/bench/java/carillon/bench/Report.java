package carillon.bench;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints results, one line of JSON each, on standard output and into a file. */
final class Report implements AutoCloseable {

    private final PrintStream file;
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
        JsonObjectBuilder all = Json.createObjectBuilder()
                .add("system", "carillon")
                .add("measure", line.measure())
                .add("round", round);
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
