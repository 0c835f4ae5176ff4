package carillon.scenario;

import java.time.Duration;
import java.util.Locale;

/** Prints what a scenario measured; how fast it is decides no test, as the machine may be busy with something else. */
final class Measure {

    private Measure() {}

    static void print(String what, Duration took) {
        print(what, String.format(Locale.ROOT, "%.3f s", took.toNanos() / 1e9));
    }

    static void print(String what, Object value) {
        System.out.println("[scenario] " + what + ": " + value);
    }
}
