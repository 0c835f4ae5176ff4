package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.MemberStatus;
import carillon.handler.BeanHandlerSpec;
import carillon.handler.HandlerSpec;
import carillon.handler.HttpHandlerSpec;
import carillon.handler.ProcessHandlerSpec;
import carillon.job.BlackoutSpec;
import carillon.job.CalendarMode;
import carillon.job.CalendarShift;
import carillon.job.CalendarSpec;
import carillon.job.Concurrency;
import carillon.job.CronSchedule;
import carillon.job.DelaySchedule;
import carillon.job.EditPreview;
import carillon.job.FiringList;
import carillon.job.Gap;
import carillon.job.IntervalMode;
import carillon.job.IntervalSchedule;
import carillon.job.JobFiring;
import carillon.job.JobSpec;
import carillon.job.JobState;
import carillon.job.ManualSchedule;
import carillon.job.Misfire;
import carillon.job.NowSchedule;
import carillon.job.OnceSchedule;
import carillon.job.Overlap;
import carillon.job.RetryPolicy;
import carillon.job.Schedule;
import carillon.job.Target;
import carillon.job.TimeLimits;
import carillon.platform.FieldError;
import carillon.platform.Page;
import carillon.run.Backfilled;
import carillon.run.BatchView;
import carillon.run.CallbackAnswer;
import carillon.run.FailureGroup;
import carillon.run.FailureGroups;
import carillon.run.HeartbeatAnswer;
import carillon.run.LedgerEntry;
import carillon.run.LedgerProof;
import carillon.run.QueueLimits;
import carillon.run.RunActionFilter;
import carillon.run.RunActionKind;
import carillon.run.RunActionView;
import carillon.run.RunState;
import carillon.run.RunView.AttemptView;
import carillon.run.RunView.LostMember;
import carillon.run.RunWhy;
import carillon.run.TenantLimits;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Holds the contract file and the code together, in both directions. */
class OpenApiTest {

    private static final Map<String, Object> CONTRACT = load();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** The schema of each record that is read or written. */
    private static final Map<String, Class<?>> RECORDS = records();

    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> records = new TreeMap<>();
        records.put("JobSpec", JobSpec.class);
        records.put("HttpHandler", HttpHandlerSpec.class);
        records.put("ProcessHandler", ProcessHandlerSpec.class);
        records.put("BeanHandler", BeanHandlerSpec.class);
        records.put("NowSchedule", NowSchedule.class);
        records.put("OnceSchedule", OnceSchedule.class);
        records.put("DelaySchedule", DelaySchedule.class);
        records.put("IntervalSchedule", IntervalSchedule.class);
        records.put("CronSchedule", CronSchedule.class);
        records.put("ManualSchedule", ManualSchedule.class);
        records.put("Misfire", Misfire.class);
        records.put("Concurrency", Concurrency.class);
        records.put("Retry", RetryPolicy.class);
        records.put("Limits", TimeLimits.class);
        records.put("Target", Target.class);
        records.put("Job", JobResponse.class);
        records.put("LastRun", JobResponse.LastRunResponse.class);
        records.put("BulkRequest", BulkRequest.class);
        records.put("BulkResponse", BulkResponse.class);
        records.put("BulkResult", BulkResponse.Result.class);
        records.put("PauseRequest", PauseRequest.class);
        records.put("EditPreview", EditPreview.class);
        records.put("Firing", JobFiring.class);
        records.put("QueuePauseRequest", QueuePauseRequest.class);
        records.put("LedgerEntry", LedgerEntry.class);
        records.put("LedgerProof", LedgerProof.class);
        records.put("LedgerPlace", LedgerProof.Place.class);
        records.put("LedgerUnverified", LedgerProof.Unverified.class);
        records.put("LedgerPage", Page.class);
        records.put("TriggerRequest", TriggerRequest.class);
        records.put("BackfillRequest", BackfillRequest.class);
        records.put("Backfilled", Backfilled.class);
        records.put("Batch", BatchView.class);
        records.put("Run", RunResponse.class);
        records.put("Attempt", AttemptView.class);
        records.put("LostMember", LostMember.class);
        records.put("RunWhy", RunWhy.class);
        records.put("FailureGroups", FailureGroups.class);
        records.put("FailureGroup", FailureGroup.class);
        records.put("NamedJob", FailureGroup.NamedJob.class);
        records.put("CancelRequest", CancelRequest.class);
        records.put("HeartbeatRequest", HeartbeatRequest.class);
        records.put("HeartbeatAnswer", HeartbeatAnswer.class);
        records.put("SucceedRequest", SucceedRequest.class);
        records.put("FailRequest", FailRequest.class);
        records.put("CallbackAnswer", CallbackAnswer.class);
        records.put("RetryRequest", RetryRequest.class);
        records.put("RunActionRequest", RunActionRequest.class);
        records.put("RunActionFilter", RunActionFilter.class);
        records.put("RunAction", RunActionView.class);
        records.put("Queue", QueueResponse.class);
        records.put("QueueRates", QueueResponse.Rates.class);
        records.put("QueueLimits", QueueLimits.class);
        records.put("Tenant", TenantResponse.class);
        records.put("TenantLimits", TenantLimits.class);
        records.put("Member", MemberStatus.class);
        records.put("FieldError", FieldError.class);
        records.put("PreviewRequest", PreviewRequest.class);
        records.put("FiringList", FiringList.class);
        records.put("Firing", JobFiring.class);
        records.put("CalendarSpec", CalendarSpec.class);
        records.put("Calendar", CalendarResponse.class);
        records.put("BlackoutSpec", BlackoutSpec.class);
        records.put("Blackout", BlackoutResponse.class);
        for (String page :
                List.of("JobPage", "RunPage", "BatchPage", "QueuePage", "MemberPage", "CalendarPage", "BlackoutPage")) {
            records.put(page, Page.class);
        }
        return records;
    }

    @Test
    void paths_methods_and_parameters_are_those_of_the_resources() {
        assertThat(operationsOfContract()).isEqualTo(operationsOfResources());
    }

    @Test
    void every_body_that_a_resource_takes_has_a_reader() {
        StrictJsonReader reader = new StrictJsonReader(1, 1);

        assertThat(resources()
                        .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                        .filter(method -> Arrays.stream(method.getAnnotations())
                                .anyMatch(annotation ->
                                        annotation.annotationType().isAnnotationPresent(HttpMethod.class)))
                        .flatMap(method -> Arrays.stream(method.getParameters()))
                        .filter(parameter -> parameter.getAnnotations().length == 0)
                        .map(Parameter::getType))
                .hasSizeGreaterThan(15)
                .allMatch(body -> reader.isReadable(body, body, null, null));
    }

    @Test
    void every_schema_is_a_record_or_one_of_the_known_others() {
        // given
        Set<String> others = Set.of(
                "Handler",
                "Schedule",
                "JobState",
                "RunActionKind",
                "RunState",
                "IntervalMode",
                "Gap",
                "Overlap",
                "Account",
                "Untold",
                "BatchKind",
                "BatchState",
                "JobPatch",
                "CalendarMode",
                "CalendarShift",
                "Problem");

        // then
        assertThat(schemas().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(RECORDS.keySet().stream(), others.stream())
                        .toList());
    }

    static Stream<Arguments> schemasOfRecords() {
        return RECORDS.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemasOfRecords")
    void properties_of_a_schema_are_the_components_of_its_record(String schema, Class<?> type) {
        // given
        Set<String> components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (HandlerSpec.class.isAssignableFrom(type) || Schedule.class.isAssignableFrom(type)) {
            components.add("type");
        }

        // then
        assertThat(new TreeSet<>(properties(schema(schema)).keySet())).isEqualTo(components);
    }

    @Test
    void records_inside_records_have_schemas_too() {
        Set<Class<?>> known = Set.copyOf(RECORDS.values());
        for (Class<?> type : known) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getType().isRecord()) {
                    assertThat(known).contains(component.getType());
                }
            }
        }
    }

    @Test
    void choices_are_those_of_the_sealed_types() {
        assertThat(choices("Handler")).isEqualTo(choices(HandlerSpec.class));
        assertThat(choices("Schedule")).isEqualTo(choices(Schedule.class));
    }

    @Test
    void words_are_those_of_the_enums() {
        assertThat(words("JobState")).isEqualTo(words(JobState.values()));
        assertThat(words("RunActionKind")).isEqualTo(words(RunActionKind.values()));
        assertThat(words("RunState")).isEqualTo(words(RunState.values()));
        assertThat(words("Account")).isEqualTo(words(LedgerEntry.Account.values()));
        assertThat(words("Untold")).isEqualTo(words(LedgerEntry.Untold.values()));
        assertThat(words("CalendarMode")).isEqualTo(words(CalendarMode.values()));
        assertThat(words("CalendarShift")).isEqualTo(words(CalendarShift.values()));
        assertThat(words("Gap")).isEqualTo(words(Gap.values()));
        assertThat(words("Overlap")).isEqualTo(words(Overlap.values()));
        assertThat(words("IntervalMode")).isEqualTo(words(IntervalMode.values()));
        assertThat(words(map(properties(schema("Problem")).get("type"))))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("about:blank"),
                                Arrays.stream(ProblemType.values()).map(ProblemType::uri))
                        .toList());
    }

    @Test
    void a_problem_has_the_properties_of_its_schema() {
        // given
        String json = Problem.of(ProblemType.INVALID_FIELDS, "d", List.of(new FieldError("f", "m")))
                .toJson("/x", "r");

        // then
        assertThat(JsonTree.parse(json, new FieldErrors()).asJsonObject().keySet())
                .isEqualTo(properties(schema("Problem")).keySet());
    }

    /** Words that the code keeps as text: whether they hold is asked of the definition itself. */
    @ParameterizedTest
    @MethodSource("textsWithWords")
    void each_word_of_the_contract_holds_and_no_other(String schema, String property) {
        // given
        List<String> words = words(map(properties(schema(schema)).get(property)));

        // then
        assertThat(words).isNotEmpty().allSatisfy(word -> assertThat(errorsWith(schema, property, word))
                .isEmpty());
        assertThat(errorsWith(schema, property, "other")).isNotEmpty();
    }

    static Stream<Arguments> textsWithWords() {
        return Stream.of(
                Arguments.of("HttpHandler", "method"),
                Arguments.of("Misfire", "policy"),
                Arguments.of("Concurrency", "policy"),
                Arguments.of("Retry", "onCrash"));
    }

    private static List<FieldError> errorsWith(String schema, String property, String word) {
        if (schema.equals("HttpHandler")) {
            return Bodies.errors(
                    Bodies.job("").replace("\"url\"", "\"%s\": \"%s\", \"url\"".formatted(property, word)));
        }
        String field = schema.toLowerCase(Locale.ROOT);
        return Bodies.errors(Bodies.job("\"%s\": {\"%s\": \"%s\"}".formatted(field, property, word)));
    }

    /** A default of the contract, written out, is the same as leaving the field out. */
    @Test
    void defaults_are_those_of_the_code() {
        // given
        JobSpec absent = Bodies.readJob(Bodies.job(""));
        List<String> fields = new ArrayList<>();
        properties(schema("JobSpec")).forEach((name, property) -> {
            Object value = writtenDefault(map(property));
            if (value != null) {
                fields.add(Json.of(name) + ":" + Json.of(value));
            }
        });

        // then
        assertThat(fields).hasSizeGreaterThan(10);
        assertThat(Bodies.readJob(Bodies.job(String.join(",", fields)))).isEqualTo(absent);
    }

    private static Object writtenDefault(Map<String, Object> property) {
        Map<String, Object> schema = resolved(property);
        if (schema.containsKey("default") || !schema.containsKey("properties")) {
            return schema.get("default");
        }
        Map<String, Object> inner = new LinkedHashMap<>();
        properties(schema).forEach((name, value) -> {
            if (map(value).containsKey("default")) {
                inner.put(name, map(value).get("default"));
            }
        });
        return inner;
    }

    static Stream<Arguments> examples() {
        Map<String, Class<? extends Record>> bodies = Map.of(
                "/schedules/preview", PreviewRequest.class,
                "/jobs", JobSpec.class,
                "/jobs/bulk", BulkRequest.class,
                "/jobs/{id}/pause", PauseRequest.class,
                "/queues/{name}/pause", QueuePauseRequest.class,
                "/jobs/{id}/trigger", TriggerRequest.class);
        return bodies.entrySet().stream().flatMap(body -> {
            Map<String, Object> post =
                    map(map(map(CONTRACT.get("paths")).get(body.getKey())).get("post"));
            Map<String, Object> json =
                    map(map(map(post.get("requestBody")).get("content")).get("application/json"));
            return map(json.get("examples")).values().stream()
                    .map(example ->
                            Arguments.of(body.getValue(), Json.of(map(example).get("value"))));
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examples_are_requests_that_hold(Class<? extends Record> type, String body) {
        // when
        Record request = Bodies.read(type, body);

        // then
        if (request instanceof JobSpec spec) {
            spec.requireValid();
        }
        if (request instanceof BulkRequest bulk) {
            assertThat(bulk.jobs()).allMatch(BulkRequest.Entry::readable);
        }
    }

    @Test
    void every_reference_leads_somewhere() {
        references(CONTRACT)
                .forEach(reference ->
                        assertThat(resolve(reference)).as(reference).isNotNull());
    }

    private static List<String> references(Object node) {
        List<String> found = new ArrayList<>();
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof String text && text.startsWith("#/")) {
                    found.add(text);
                }
                found.addAll(references(value));
            });
        } else if (node instanceof List<?> list) {
            list.forEach(entry -> found.addAll(references(entry)));
        }
        return found;
    }

    static Set<String> paths() {
        return map(CONTRACT.get("paths")).keySet();
    }

    static Set<String> schemaNames() {
        return schemas().keySet();
    }

    /** {@code GET /jobs path=[] query=[cursor, limit, …]}, sorted. */
    private static Set<String> operationsOfContract() {
        Set<String> operations = new TreeSet<>();
        map(CONTRACT.get("paths")).forEach((path, item) -> map(item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                List<Map<String, Object>> parameters = new ArrayList<>(parameters(map(item)));
                parameters.addAll(parameters(map(operation)));
                operations.add(operation(method, path, names(parameters, "path"), names(parameters, "query")));
            }
        }));
        return operations;
    }

    private static List<Map<String, Object>> parameters(Map<String, Object> of) {
        return list(of.get("parameters")).stream()
                .map(parameter -> resolved(map(parameter)))
                .toList();
    }

    private static Set<String> names(List<Map<String, Object>> parameters, String in) {
        return parameters.stream()
                .filter(parameter -> parameter.get("in").equals(in))
                .map(parameter -> (String) parameter.get("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> operationsOfResources() {
        Set<String> operations = new TreeSet<>();
        resources().forEach(resource -> addOperations(resource, operations));
        return operations;
    }

    private static Stream<Class<?>> resources() {
        return new ClassFileImporter()
                .importPackages("carillon.api").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect);
    }

    private static void addOperations(Class<?> resource, Set<String> operations) {
        for (Method method : resource.getDeclaredMethods()) {
            Arrays.stream(method.getAnnotations())
                    .map(Annotation::annotationType)
                    .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                    .map(type -> type.getAnnotation(HttpMethod.class).value())
                    .forEach(verb -> {
                        Path below = method.getAnnotation(Path.class);
                        String path = resource.getAnnotation(Path.class).value() + (below == null ? "" : below.value());
                        Set<String> query = new TreeSet<>(QueryParameters.of(method));
                        operations.add(operation(verb, path, pathParameters(method), query));
                    });
        }
    }

    private static Set<String> pathParameters(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(PathParam.class))
                .map((Parameter parameter) ->
                        parameter.getAnnotation(PathParam.class).value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String operation(String method, String path, Set<String> inPath, Set<String> inQuery) {
        return method.toUpperCase(Locale.ROOT) + " " + path + " path=" + inPath + " query=" + inQuery;
    }

    private static Map<String, String> choices(String schema) {
        Map<String, String> choices = new TreeMap<>();
        map(map(schema(schema).get("discriminator")).get("mapping")).forEach((word, reference) -> {
            String name = ((String) reference).substring("#/components/schemas/".length());
            choices.put(word, RECORDS.get(name).getName());
            assertThat(words(map(properties(schema(name)).get("type")))).containsExactly(word);
        });
        assertThat(list(schema(schema).get("oneOf"))).hasSameSizeAs(choices.keySet());
        return choices;
    }

    private static Map<String, String> choices(Class<?> sealed) {
        return Arrays.stream(sealed.getAnnotation(JsonbTypeInfo.class).value())
                .collect(Collectors.toMap(
                        JsonbSubtype::alias, choice -> choice.type().getName(), (a, b) -> a, TreeMap::new));
    }

    private static List<String> words(String schema) {
        return words(schema(schema));
    }

    private static List<String> words(Map<String, Object> schema) {
        return list(schema.get("enum")).stream().map(String.class::cast).toList();
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static Map<String, Object> schemas() {
        return map(map(CONTRACT.get("components")).get("schemas"));
    }

    private static Map<String, Object> schema(String name) {
        return map(schemas().get(name));
    }

    /** Those of the parts of {@code allOf} as well. */
    private static Map<String, Object> properties(Map<String, Object> schema) {
        Map<String, Object> properties = new LinkedHashMap<>(map(schema.getOrDefault("properties", Map.of())));
        list(schema.get("allOf")).forEach(part -> properties.putAll(properties(resolved(map(part)))));
        return properties;
    }

    private static Map<String, Object> resolved(Map<String, Object> node) {
        return node.containsKey("$ref") ? map(resolve((String) node.get("$ref"))) : node;
    }

    private static Object resolve(String reference) {
        Object node = CONTRACT;
        for (String step : reference.substring(2).split("/")) {
            node = node == null ? null : map(node).get(step);
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    private static List<?> list(Object node) {
        return node == null ? List.of() : (List<?>) node;
    }

    private static Map<String, Object> load() {
        InputStream file = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml");
        return map(new Yaml().load(file));
    }

    /** Writes what YAML read as JSON. */
    private static final class Json {

        static String of(Object value) {
            return jakarta.json.bind.JsonbBuilder.create().toJson(value);
        }
    }
}
