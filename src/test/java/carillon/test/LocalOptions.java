package carillon.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the caller of {@code ./mvnw -Plocal} asked for, by {@code -D} and by the environment.
 *
 * @param directory for logs and data
 * @param port of member 1; the others follow
 * @param members 1 to 10
 * @param fresh true to start with an empty database
 * @param postgresPort 0 for a free one
 * @param redisPort 0 for a free one; the port of the caller's Redis when {@code redisHost} is there
 * @param database the caller's own; empty for the embedded one
 * @param redisHost of the caller's own Redis; empty for the embedded one
 * @param startPatience how long a member may take until it is ready
 * @param settings {@code carillon.…} properties for the members
 */
record LocalOptions(
        Path directory,
        int port,
        int members,
        boolean fresh,
        int postgresPort,
        int redisPort,
        Optional<Database> database,
        Optional<String> redisHost,
        Duration startPatience,
        Map<String, String> settings) {

    private static final int HIGHEST_PORT = 65_535;
    private static final String REDIS_PORT = "6379";

    /** @throws IllegalArgumentException names the option that does not hold and what would */
    static LocalOptions of(Map<String, String> properties, Map<String, String> environment) {
        int members = number(properties, "-Dmembers", "1", 1, ClusterPlan.MOST_MEMBERS);
        Optional<String> redisHost = Optional.ofNullable(environment.get("REDIS_HOST"));
        return new LocalOptions(
                Project.directory().resolve(properties.getOrDefault("localDirectory", ".local")),
                number(properties, "-Dport", "8080", 1, HIGHEST_PORT - members + 1),
                members,
                flag(properties, "-Dfresh"),
                number(properties, "-DpostgresPort", "0", 0, HIGHEST_PORT),
                redisHost.isPresent()
                        ? number(environment, "REDIS_PORT", REDIS_PORT, 1, HIGHEST_PORT)
                        : number(properties, "-DredisPort", "0", 0, HIGHEST_PORT),
                database(environment),
                redisHost,
                Duration.ofSeconds(number(properties, "-DstartSeconds", "900", 10, 86_400)),
                settings(properties));
    }

    private static int number(Map<String, String> given, String name, String absent, int least, int most) {
        String text = given.getOrDefault(key(name), absent).trim();
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, as a number out of bounds is.
        }
        throw new IllegalArgumentException(
                name + "=" + text + " does not hold: give a whole number from " + least + " to " + most + ".");
    }

    private static boolean flag(Map<String, String> given, String name) {
        String text = given.getOrDefault(key(name), "false").trim();
        if (text.isEmpty() || text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException(name + "=" + text + " does not hold: give true or false.");
    }

    /** Names are as a caller would write them, for the message. */
    private static String key(String name) {
        return name.startsWith("-D") ? name.substring(2) : name;
    }

    private static Optional<Database> database(Map<String, String> environment) {
        String url = environment.get("CARILLON_DB_URL");
        if (url == null) {
            return Optional.empty();
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "CARILLON_DB_URL=" + url + " does not hold: give jdbc:postgresql://<host>:<port>/<database>.");
        }
        return Optional.of(new Database(
                url,
                environment.getOrDefault("CARILLON_DB_USER", "carillon"),
                environment.getOrDefault("CARILLON_DB_PASSWORD", "")));
    }

    private static Map<String, String> settings(Map<String, String> properties) {
        return properties.entrySet().stream()
                .filter(property -> property.getKey().startsWith("carillon."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> other, TreeMap::new));
    }

    LocalClusterBuilder builder() {
        LocalClusterBuilder builder = LocalCluster.builder()
                .keptIn(directory)
                .port(port)
                .members(members)
                .fresh(fresh)
                .postgresPort(postgresPort)
                .startPatience(startPatience)
                .settings(settings)
                .promptStop();
        database.ifPresent(builder::database);
        redisHost.ifPresentOrElse(host -> builder.redis(host, redisPort), () -> builder.redisPort(redisPort));
        return builder;
    }
}
