package carillon.test;

import java.nio.file.Path;

/** The directory of the project, whoever runs this: Maven, one of its forks, or a plain {@code java}. */
final class Project {

    private Project() {}

    static Path directory() {
        return Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                .toAbsolutePath();
    }

    static Path target() {
        return directory().resolve("target");
    }
}
