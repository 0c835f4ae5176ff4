package carillon.run;

import carillon.handler.HandlerSpec;
import carillon.job.CalendarSpec;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.job.Schedule;
import carillon.platform.Database;
import carillon.platform.Json;
import carillon.platform.ParsedOnce;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads what jobs are, with their calendars, for whoever plans their instants. */
@ApplicationScoped
public class DefinitionRepository {

    private static final Logger LOG = Logger.getLogger(DefinitionRepository.class.getName());

    /**
     * What jobs are likely to have in common, and what is likely to be each one's own. With the payload where the key of the
     * runs is in it.
     */
    private static final String SPECS =
            """
            select id, tenant,
                   case when jsonb_typeof(spec) = 'object'
                        then (spec - array['name', 'handler', 'payload', 'schedule', 'tags'])::text end as common,
                   jsonb_build_object('name', spec->'name', 'handler', spec->'handler', 'payload',
                     case when spec->'concurrency'->>'key' like '$.%' then payload end,
                     'schedule', spec->'schedule', 'tags', spec->'tags')::text as own
              from job
             where id = any(?)""";

    private static final String CALENDARS =
            """
            select c.tenant, c.name, c.definition::text as definition
              from (select distinct * from unnest(?::text[], ?::text[])) as n(tenant, name)
              join calendar c on c.tenant = n.tenant and c.name = n.name""";

    private final Database database;

    /** Half of what the timer does for a job that fires once would be to read its definition. */
    private final ParsedOnce<JobSpec> common = new ParsedOnce<>(JobSpec.class);

    /** For the container's proxy. */
    protected DefinitionRepository() {
        this(null);
    }

    @Inject
    public DefinitionRepository(Database database) {
        this.database = database;
    }

    /** Definitions by job; a job that is gone, or whose definition cannot be read here, has none. */
    public Map<UUID, Definition> of(Collection<UUID> jobs) {
        return database.durable(connection -> {
            Map<UUID, JobSpec> specs = new HashMap<>();
            Map<UUID, String> tenants = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(SPECS)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        UUID job = Sql.uuid(row, "id");
                        tenants.put(job, row.getString("tenant"));
                        spec(job, row.getString("common"), row.getString("own"))
                                .ifPresent(spec -> specs.put(job, spec));
                    }
                }
            }
            Map<CalendarName, CalendarSpec> calendars = calendars(connection, specs, tenants);
            Map<UUID, Definition> definitions = new HashMap<>();
            specs.forEach((job, spec) -> definition(spec, tenants.get(job), calendars)
                    .ifPresent(definition -> definitions.put(job, definition)));
            return definitions;
        });
    }

    private static Map<CalendarName, CalendarSpec> calendars(
            Connection connection, Map<UUID, JobSpec> specs, Map<UUID, String> tenants) throws SQLException {
        Set<CalendarName> names = new HashSet<>();
        specs.forEach(
                (job, spec) -> spec.calendars().forEach(name -> names.add(new CalendarName(tenants.get(job), name))));
        Map<CalendarName, CalendarSpec> calendars = new HashMap<>();
        if (names.isEmpty()) {
            return calendars;
        }
        try (PreparedStatement statement = connection.prepareStatement(CALENDARS)) {
            statement.setArray(1, Sql.array(connection, "text", names, CalendarName::tenant));
            statement.setArray(2, Sql.array(connection, "text", names, CalendarName::name));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    calendars.put(
                            new CalendarName(row.getString("tenant"), row.getString("name")),
                            Json.read(row.getString("definition"), CalendarSpec.class));
                }
            }
        }
        return calendars;
    }

    /** Without one of its calendars a job would fire when it should not. */
    private static Optional<Definition> definition(
            JobSpec spec, String tenant, Map<CalendarName, CalendarSpec> calendars) {
        List<CalendarSpec> named = spec.calendars().stream()
                .map(name -> calendars.get(new CalendarName(tenant, name)))
                .filter(Objects::nonNull)
                .toList();
        return named.size() < spec.calendars().size()
                ? Optional.empty()
                : Optional.of(new Definition(spec, JobCalendars.of(named)));
    }

    /** One that a newer version has stored, for instance, must not keep the others from being fired. */
    private Optional<JobSpec> spec(UUID job, String shared, String own) {
        try {
            return Optional.of(Json.read(own, Own.class).in(common.of(shared)));
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, e, () -> "event=definition-unreadable job=" + job);
            return Optional.empty();
        }
    }

    /**
     * The parts of a definition in which jobs differ that otherwise are the same. Public for the JSON library.
     *
     * @param payload null where no key is in it
     */
    public record Own(String name, HandlerSpec handler, JsonValue payload, Schedule schedule, List<String> tags) {

        /** @throws NullPointerException when there is no rule of its instants, or nothing around it */
        JobSpec in(JobSpec common) {
            return common.with(name, handler, payload, Objects.requireNonNull(schedule, "no schedule"), tags);
        }
    }

    private record CalendarName(String tenant, String name) {}
}
