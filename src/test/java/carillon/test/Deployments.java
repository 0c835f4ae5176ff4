package carillon.test;

import java.io.File;
import java.io.InputStream;
import java.net.URISyntaxException;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What the tests inside Payara Micro deploy. */
public final class Deployments {

    private Deployments() {}

    /**
     * The WAR as it was built, with AssertJ, all classes of the package {@code carillon.container}, the tests, and another
     * application as a file, for one of them to deploy.
     */
    public static WebArchive carillon() {
        return ShrinkWrap.createFromZipFile(
                        WebArchive.class,
                        Project.target().resolve("carillon.war").toFile())
                .addPackages(true, "carillon.container")
                .addAsResource(new ByteArrayAsset(otherApplication()), "other-application.war")
                .addAsLibrary(jarOf(Assertions.class));
    }

    /** Beans for Carillon, and of Carillon the jar for its users. */
    private static InputStream otherApplication() {
        return ShrinkWrap.create(WebArchive.class, "other.war")
                .addPackages(true, "carillon.other")
                .addAsLibrary(
                        Project.target().resolve("carillon-handler-api.jar").toFile())
                .as(ZipExporter.class)
                .exportAsInputStream();
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
