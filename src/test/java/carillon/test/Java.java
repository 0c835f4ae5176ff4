package carillon.test;

import java.nio.file.Path;

/** The Java that runs this, which also runs the members. */
final class Java {

    private Java() {}

    static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
