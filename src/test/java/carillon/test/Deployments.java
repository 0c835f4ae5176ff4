package carillon.test;

import java.io.File;
import java.net.URISyntaxException;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What the tests inside Payara Micro deploy. */
public final class Deployments {

    private Deployments() {}

    /** The WAR as it was built, with AssertJ and all classes of the package {@code carillon.container}: the tests. */
    public static WebArchive carillon() {
        return ShrinkWrap.createFromZipFile(
                        WebArchive.class,
                        Project.target().resolve("carillon.war").toFile())
                .addPackages(true, "carillon.container")
                .addAsLibrary(jarOf(Assertions.class));
    }

    private static File jarOf(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The jar of " + type + " has no path", e);
        }
    }
}
