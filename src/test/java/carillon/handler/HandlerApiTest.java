package carillon.handler;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class HandlerApiTest {

    @Test
    void the_classes_of_the_small_jar_need_nothing_but_java_and_each_other() {
        Class<?>[] api = {JobHandler.class, JobContext.class, PermanentFailureException.class};

        classes()
                .that(alwaysTrue())
                .should()
                .onlyDependOnClassesThat(resideInAPackage("java..").or(belongToAnyOf(api)))
                .check(new ClassFileImporter().importClasses(api));
    }

    /** They run in applications that have nothing else of Carillon. */
    @Test
    void the_classes_that_offer_beans_need_the_servers_and_those_of_the_small_jar_alone() {
        Class<?>[] offering = {
            OfferExtension.class, OfferedBean.class, OfferedCalls.class, OfferedContext.class, Crossing.class
        };
        Class<?>[] api = {JobHandler.class, JobContext.class, PermanentFailureException.class};

        classes()
                .that(alwaysTrue())
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "javax..", "jakarta..")
                        .or(belongToAnyOf(api))
                        .or(belongToAnyOf(offering)))
                .check(new ClassFileImporter().importClasses(offering));
    }
}
