package carillon.bench;

import carillon.bench.peer.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    /**
     * @param known every measure, in their order
     * @throws IllegalArgumentException names the option that does not hold and what would
     */
    static BenchOptions of(Properties given, Collection<String> known) {
        List<String> wanted = list(given.getProperty("measures", String.join(",", known)));
        wanted.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("-Dmeasures names " + name + ": there are " + String.join(", ", known));
        });
        return new BenchOptions(
                known.stream().filter(wanted::contains).toList(),
                peers(given.getProperty("peers", "none")),
                number(given, "rounds", 1),
                number(given, "runs", 30_000),
                Duration.ofSeconds(number(given, "seconds", 30)),
                number(given, "kills", 10),
                list(given.getProperty("rates", "50,200,500,1000")).stream()
                        .map(Integer::valueOf)
                        .toList(),
                number(given, "schedules", 1_000_000),
                number(given, "history", 10_000_000),
                Boolean.parseBoolean(given.getProperty("statements")),
                Boolean.parseBoolean(given.getProperty("recording")));
    }

    private static List<String> peers(String text) {
        List<String> known = new ArrayList<>(Peers.names());
        known.add(LIMIT);
        List<String> wanted = text.equals("all") ? known : text.equals("none") ? List.of() : list(text);
        wanted.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "-Dpeers names " + name + ": there are all, none, " + String.join(", ", known));
        });
        return wanted;
    }

    /** Where the results are kept beside standard output. */
    static Path results() {
        return Path.of(System.getProperty("basedir", System.getProperty("user.dir")), "target", "bench");
    }

    private static List<String> list(String text) {
        return List.of(text.trim().split("\\s*,\\s*"));
    }

    private static int number(Properties given, String name, int absent) {
        String text = given.getProperty(name, Integer.toString(absent)).trim();
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
}
