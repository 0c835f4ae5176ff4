package carillon.platform;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Every setting of Carillon with its default; read from MicroProfile Config, so that {@code carillon.worker.slots} is also
 * the environment variable {@code CARILLON_WORKER_SLOTS}. {@link SettingsCheck} refuses bad and unknown ones at the start.
 */
public enum Setting {
    ROLES(
            "carillon.roles",
            "api,timer,worker",
            "What this member does: any of api, timer, worker; without api its requests are answered with 503",
            SettingText::asRoles),
    MEMBER_HOST(
            "carillon.member.host",
            "",
            "Host at which this member is reached, for people; empty: the host's name",
            text -> text),
    MEMBER_PORT("carillon.member.port", "8080", "Port at which this member is reached, for people", between(1, 65_535)),
    MEMBER_NAME("carillon.member.name", "", "Name of this member for people; empty: host and port", text -> text),

    DB_URL("carillon.db.url", "jdbc:postgresql://localhost:5432/carillon", "JDBC URL of PostgreSQL", text -> text),
    DB_USER("carillon.db.user", "carillon", "Its user", text -> text),
    DB_PASSWORD("carillon.db.password", "", "The user's password", text -> text),

    API_REQUESTS(
            "carillon.api.requests",
            "20",
            "Requests served at once, each with one connection to the database; the others wait",
            between(1, 22)),
    API_MAX_BODY("carillon.api.max-body", "1114112", "Longest request body, bytes", between(1_024, 1 << 30)),
    API_MAX_BULK_BODY(
            "carillon.api.max-bulk-body", "33554432", "Longest body of a bulk request, bytes", between(1_024, 1 << 30)),

    EVENTS_LISTENERS(
            "carillon.events.listeners",
            "100",
            "Listeners to events (GET /api/v1/events) at this member at most",
            between(0, 10_000)),
    API_MAX_DATABASE_WAIT(
            "carillon.api.max-database-wait",
            "PT2S",
            "Requests that would add runs are refused while the database takes longer for the simplest question",
            duration("PT0.01S", "PT1M")),

    SCHEDULE_ZONE(
            "carillon.schedule.zone",
            "UTC",
            "Zone of cron rules that name none; written into the job when it is created",
            SettingText::asZone),

    TIMER_HORIZON("carillon.timer.horizon", "PT5S", "How far ahead runs are fired", duration("PT1S", "PT1M")),
    TIMER_BATCH("carillon.timer.batch", "500", "Jobs read at once for firing", between(1, 10_000)),
    TIMER_MAX_AHEAD(
            "carillon.timer.max-ahead", "100000", "Fired runs kept in memory at most", between(1_000, 10_000_000)),
    TIMER_PRUNE(
            "carillon.timer.prune",
            "PT1H",
            "How often what is past its retention is looked for and deleted, in whole minutes",
            duration("PT1M", "P1D")),
    QUEUE_BOUND("carillon.queue.bound", "10000", "Ids of one queue kept in Redis at most", between(100, 1_000_000)),
    QUEUE_AGEING(
            "carillon.queue.ageing",
            "PT1M",
            "Waiting that is worth one level of priority",
            duration("PT0.001S", "P365D")),
    QUEUE_MAX_BACKLOG(
            "carillon.queue.max-backlog",
            "1000000",
            "Due runs of one queue from which on requests that would add to them are refused",
            between(1, 100_000_000)),

    WORKER_SLOTS("carillon.worker.slots", "20", "Attempts this member performs at once", between(1, 10_000)),
    WORKER_STOP_GRACE(
            "carillon.worker.stop-grace", "PT30S", "How long a stop waits for attempts", duration("PT0S", "PT1H")),

    RUN_LOG_LIMIT(
            "carillon.run.log-limit",
            "1048576",
            "Bytes kept of the log of a run; of a longer one the middle is left out",
            between(65_536, 16_777_216)),
    RUN_LOG_FOLLOWERS(
            "carillon.run.log-followers",
            "100",
            "Readers that follow logs of runs at once on this member; more are answered with 429",
            between(1, 10_000)),

    HTTP_CONNECT_TIMEOUT(
            "carillon.http.connect-timeout",
            "PT10S",
            "Longest wait for a target's connection",
            duration("PT0.001S", "PT10M")),
    HTTP_SIGNING_KEYS(
            "carillon.http.signing-keys",
            "",
            "Keys that sign the requests to targets, as id=secret, separated by commas, at most 4; empty: not signed",
            SettingText::asKeys),
    HTTP_ALLOW(
            "carillon.http.allow",
            "",
            "Targets that jobs may call although they are not on the public internet: hosts, host:port, addresses and"
                    + " blocks such as 10.0.0.0/8, separated by commas",
            SettingText::asTargets),
    HTTP_SLOTS(
            "carillon.http.slots",
            "200",
            "Calls that wait for their answers beside the slots of the worker; those beyond take a slot each",
            between(0, 10_000)),
    HTTP_PER_HOST(
            "carillon.http.per-host",
            "64",
            "Calls under way from this member to one target host (scheme, name and port)",
            between(1, 10_000)),
    HTTP_BREAKER_FAILURES(
            "carillon.http.breaker-failures",
            "10",
            "Calls in a row without an answer after which a target host is left alone; 0: never",
            between(0, 10_000)),
    HTTP_BREAKER_PAUSE(
            "carillon.http.breaker-pause",
            "PT30S",
            "How long it is left alone at first; doubled, up to 5 minutes, as long as it does not answer",
            duration("PT1S", "PT1H")),

    PROCESS_ALLOW(
            "carillon.process.allow",
            "",
            "Programs that jobs may run, as absolute paths or name=path, separated by commas; empty: no job runs one",
            SettingText::asPrograms),
    PROCESS_SLOTS("carillon.process.slots", "5", "Processes this member runs at once", between(1, 200)),
    PROCESS_MEMORY(
            "carillon.process.memory",
            "2048",
            "Address space of each process at most, MiB; 0: no bound",
            between(0, 1 << 24)),
    PROCESS_CPU_TIME(
            "carillon.process.cpu-time", "PT30M", "Processor time of each process at most", duration("PT1S", "P30D")),
    PROCESS_DIRECTORY(
            "carillon.process.directory",
            "",
            "Where processes get their working directories; empty: in java.io.tmpdir",
            SettingText::asDirectory),
    PROCESS_FILES(
            "carillon.process.files",
            "",
            "Directory whose entries each process finds in its working directory; empty: none",
            SettingText::asDirectory),

    HEALTH_STUCK_AFTER(
            "carillon.health.stuck-after",
            "PT3M",
            "A loop that does not come round for so long makes the member not live",
            duration("PT1M", "PT1H")),
    METRICS_QUEUES(
            "carillon.metrics.queues",
            "100",
            "Queues with figures of their own in the metrics; the others are added up",
            between(1, 10_000));

    private final String key;
    private final String byDefault;
    private final String meaning;
    private final Function<String, Object> parser;

    Setting(String key, String byDefault, String meaning, Function<String, Object> parser) {
        this.key = key;
        this.byDefault = byDefault;
        this.meaning = meaning;
        this.parser = parser;
    }

    public String key() {
        return key;
    }

    public String byDefault() {
        return byDefault;
    }

    /** One line for the table of settings. */
    public String meaning() {
        return meaning;
    }

    public String text() {
        return (String) value();
    }

    public int number() {
        return (Integer) value();
    }

    public Duration duration() {
        return (Duration) value();
    }

    @SuppressWarnings("unchecked")
    public List<String> list() {
        return (List<String>) value();
    }

    @SuppressWarnings("unchecked")
    public Map<String, String> map() {
        return (Map<String, String>) value();
    }

    /**
     * @throws InvalidSettingException when the configured value does not hold
     */
    Object value() {
        String text = ConfigProvider.getConfig()
                .getOptionalValue(key, String.class)
                .orElse(byDefault)
                .trim();
        return parse(text);
    }

    Object parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(key, this == HTTP_SIGNING_KEYS ? "***" : text, e.getMessage(), byDefault);
        }
    }

    private static Function<String, Object> between(int least, int most) {
        return within("a whole number from " + least + " to " + most, Integer::valueOf, least, most);
    }

    private static Function<String, Object> duration(String least, String most) {
        String expected = "an ISO-8601 duration from " + least + " to " + most;
        return within(expected, Duration::parse, Duration.parse(least), Duration.parse(most));
    }

    private static <T extends Comparable<T>> Function<String, Object> within(
            String expected, Function<String, T> reader, T least, T most) {
        return text -> {
            T value = read(text, reader);
            if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException("it takes " + expected);
            }
            return value;
        };
    }

    /** Null when it cannot be read. */
    private static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (NumberFormatException | DateTimeParseException e) {
            return null;
        }
    }
}
