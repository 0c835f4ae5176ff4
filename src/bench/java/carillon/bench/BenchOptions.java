package carillon.bench;

import carillon.bench.peer.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/**
 * What the caller asked for with {@code -D}.
 *
 * @param measures in the order in which they are taken
 * @param peers that are measured beside Carillon, where the measure allows; empty for none
 * @param runs of one drain
 * @param length of the measures that last for a time of their own
 * @param kills of one failover, and of one rescue
 * @param rates runs a second, one lateness each
 * @param schedules that lie in the table of the scale measure and are not due
 * @param history finished runs of days before that lie in the table of the history measure
 * @param statements true to tell, after each measure, which statements PostgreSQL spent its time with
 * @param recording true to keep a flight recording of each member
 */
record BenchOptions(
        List<String> measures,
        List<String> peers,
        int rounds,
        int runs,
        Duration length,
        int kills,
        List<Integer> rates,
        int schedules,
        int history,
        boolean statements,
        boolean recording) {

    /** Bare SQL, in the place of a peer. */
    static final String LIMIT = "limit";

    private static final String ALL = "all";
    private static final String NONE = "none";

    /**
     * @param known every measure, in their order
     * @param compared those of the comparison, which are taken unless others are named
     * @throws IllegalArgumentException names the option that does not hold and what would
     */
    static BenchOptions of(Properties given, Collection<String> known, Collection<String> compared) {
        return new BenchOptions(
                measures(given.getProperty("measures", String.join(",", compared)), known),
                peers(given.getProperty("peers", ALL)),
                number(given, "rounds", 3),
                number(given, "runs", 30_000),
                Duration.ofSeconds(number(given, "seconds", 30)),
                number(given, "kills", 10),
                list("rates", given.getProperty("rates", "50,200,500,1000")).stream()
                        .map(rate -> number("rates", rate))
                        .distinct()
                        .toList(),
                number(given, "schedules", 1_000_000),
                number(given, "history", 10_000_000),
                flag(given, "statements"),
                flag(given, "recording"));
    }

    private static List<String> measures(String text, Collection<String> known) {
        List<String> wanted = list("measures", text);
        return wanted.equals(List.of(ALL)) ? List.copyOf(known) : named("measures", wanted, known, ALL);
    }

    private static List<String> peers(String text) {
        List<String> known = new ArrayList<>(Peers.names());
        known.add(LIMIT);
        List<String> wanted = list("peers", text);
        if (wanted.equals(List.of(NONE))) {
            return List.of();
        }
        return wanted.equals(List.of(ALL)) ? known : named("peers", wanted, known, ALL + " or " + NONE);
    }

    /** In the order in which they are known, each once. */
    private static List<String> named(String option, List<String> wanted, Collection<String> known, String alone) {
        wanted.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("-D" + option + " names " + name + ": give " + alone
                    + " alone, or some of " + String.join(", ", known) + ".");
        });
        return known.stream().filter(wanted::contains).toList();
    }

    /** Where the results are kept beside standard output. */
    static Path results() {
        return project().resolve("target").resolve("bench");
    }

    /** The directory of the build. */
    static Path project() {
        return Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    }

    /** Fields that are empty say nothing. */
    private static List<String> list(String option, String text) {
        List<String> fields = Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(field -> !field.isEmpty())
                .toList();
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("-D" + option + "=" + text + " names nothing.");
        }
        return fields;
    }

    private static int number(Properties given, String name, int absent) {
        return number(name, given.getProperty(name, Integer.toString(absent)).trim());
    }

    private static int number(String name, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, as a number below 1 is.
        }
        throw new IllegalArgumentException("-D" + name + "=" + text + " does not hold: give a whole number from 1 on.");
    }

    /** Named without a value it is true, as Maven has it. */
    private static boolean flag(Properties given, String name) {
        String text = given.getProperty(name, "false").trim();
        if (!List.of("true", "false").contains(text)) {
            throw new IllegalArgumentException("-D" + name + "=" + text + " does not hold: give true or false.");
        }
        return text.equals("true");
    }
}
