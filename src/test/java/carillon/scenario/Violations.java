package carillon.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Collects what does not hold of one thing. */
final class Violations {

    private final Object thing;
    private final List<String> lines = new ArrayList<>();

    private Violations(Object thing) {
        this.thing = thing;
    }

    static Violations of(Object thing) {
        return new Violations(thing);
    }

    Violations unless(boolean holds, String what) {
        if (!holds) {
            lines.add(thing + " " + what);
        }
        return this;
    }

    Stream<String> lines() {
        return lines.stream();
    }
}
