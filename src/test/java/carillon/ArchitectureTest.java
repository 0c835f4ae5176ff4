package carillon;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the arrows between the packages: only downward, and each outside library where it belongs. */
class ArchitectureTest {

    /** Every package, and what of ours it may import besides itself. A new arrow is a decision: docs/adr. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("api", Set.of("job", "run", "handler", "queue", "cluster", "event", "security", "platform")),
            entry("ops", Set.of("run", "queue", "cluster", "timer", "worker", "platform")),
            entry("event", Set.of("run", "job", "queue", "cluster", "platform")),
            entry("timer", Set.of("job", "run", "queue", "cluster", "platform")),
            entry("worker", Set.of("run", "handler", "queue.connector", "cluster", "platform")),
            entry("security", Set.of("platform")),
            entry("run", Set.of("job", "handler", "platform")),
            entry("job", Set.of("handler", "platform")),
            entry("queue", Set.of("queue.connector", "platform")),
            entry("cluster", Set.of("platform")),
            entry("handler", Set.of("platform")),
            entry("queue.connector", Set.of()),
            entry("platform", Set.of()));

    private static final JavaClasses CARILLON = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("carillon");

    /** What it takes to run SQL or JPQL; entities' annotations, a row that was read, and errors are free. */
    private static final DescribedPredicate<JavaClass> SQL = nameMatching(
                    "java\\.sql\\.(Connection|Statement|PreparedStatement|CallableStatement|DriverManager)"
                            + "|javax\\.sql\\.DataSource|jakarta\\.persistence\\.(EntityManager|Query|TypedQuery|criteria.*)"
                            + "|carillon\\.platform\\.Database(\\$Work)?")
            .as("connections, statements and entity managers")
            .forSubtype();

    static Stream<String> packages() {
        return ARROWS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_imports_only_what_its_arrows_allow(String name) {
        String[] allowed = Stream.of(Set.of(name), ARROWS.get(name))
                .flatMap(Set::stream)
                .map(other -> "carillon." + other)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("carillon." + name)
                .should()
                .dependOnClassesThat(resideInAPackage("carillon..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true)
                .check(CARILLON);
    }

    @Test
    void every_class_lives_in_a_package_that_has_its_arrows() {
        String[] known = packages().map(name -> "carillon." + name).toArray(String[]::new);

        classes().should().resideInAnyPackage(known).check(CARILLON);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("carillon.(**)").should().beFreeOfCycles().check(CARILLON);
    }

    @Test
    void ops_knows_of_timer_and_worker_only_their_status() {
        noClasses()
                .that()
                .resideInAPackage("carillon.ops")
                .should()
                .dependOnClassesThat(resideInAnyPackage("carillon.timer", "carillon.worker")
                        .and(not(nameMatching("carillon\\.(timer\\.TimerStatus|worker\\.WorkerStatus)(\\$.+)?"))))
                .check(CARILLON);
    }

    @Test
    void the_resource_adapter_stands_alone() {
        classes()
                .that()
                .resideInAPackage("carillon.queue.connector")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "carillon.queue.connector",
                        "java..",
                        "javax..",
                        "jakarta.resource..",
                        "redis.clients..",
                        "org.apache.commons.pool2..")
                .because("it is packed alone and loaded by another class loader")
                .check(CARILLON);
    }

    @Test
    void only_the_resource_adapter_talks_to_redis() {
        noClasses()
                .that()
                .resideOutsideOfPackage("carillon.queue.connector")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("redis.clients..")
                .check(CARILLON);
    }

    @Test
    void only_cluster_imports_hazelcast() {
        onlyIn("com.hazelcast..", "carillon.cluster");
    }

    @Test
    void only_api_imports_jax_rs() {
        onlyIn("jakarta.ws.rs..", "carillon.api");
    }

    @Test
    void only_queue_and_the_adapter_import_jakarta_connectors() {
        onlyIn("jakarta.resource..", "carillon.queue", "carillon.queue.connector");
    }

    @Test
    void only_ops_imports_microprofile_health() {
        onlyIn("org.eclipse.microprofile.health..", "carillon.ops");
    }

    @Test
    void only_one_class_knows_microprofile_metrics() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("carillon.ops.Meters")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.microprofile.metrics..")
                .check(CARILLON);
    }

    @Test
    void only_repositories_use_sql() {
        noClasses()
                .that(not(nameMatching("carillon\\..+Repository(\\$.+)?")))
                .and(not(nameMatching("carillon\\.platform\\.(Database|Sql|Migrations)(\\$.+)?")))
                .and()
                .resideOutsideOfPackage("carillon.queue.connector")
                .should()
                .dependOnClassesThat(SQL)
                .check(CARILLON);
    }

    @Test
    void no_name_says_nothing() {
        noClasses()
                .should()
                .haveSimpleNameStartingWith("Default")
                .orShould()
                .haveNameMatching(".+(Impl|Util|Utils|Helper|Manager)")
                .check(CARILLON);
    }

    /** What is not public is compiled, and answered with a 500. */
    @Test
    void what_json_is_written_from_is_public() {
        classes()
                .that()
                .resideInAPackage("carillon.api")
                .and()
                .haveSimpleNameEndingWith("Response")
                .should()
                .bePublic()
                .check(CARILLON);
    }

    private static void onlyIn(String library, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CARILLON);
    }
}
