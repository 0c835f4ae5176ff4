package carillon.handler;

import java.io.IOException;
import java.nio.file.Path;

/** A JVM that runs a program and waits to be killed: started by {@link ProcessOrphanTest}. */
final class ProcessMember {

    private ProcessMember() {}

    /** Directory, and the script. */
    public static void main(String[] arguments) throws IOException {
        ProcessFixture programs = new ProcessFixture(Path.of(arguments[0]));
        programs.start(arguments[1]).thenRun(() -> System.exit(1));
        while (System.in.read() >= 0) {
            // Until the end of the input, which is that of the test.
        }
        System.exit(2);
    }
}
