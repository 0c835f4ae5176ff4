package carillon.bench;

import java.util.ArrayList;
import java.util.List;

/** What Carillon promises whatever the speed, and what a line says when it did not keep it. */
final class Promises {

    private Promises() {}

    /** A sentence for each promise that the line says was broken; empty when none was. */
    static List<String> broken(Line line, int round) {
        List<String> sentences = new ArrayList<>();
        String where = line.measure() + ", round " + round + ": ";
        double early = line.number("early").orElse(0);
        if (early > 0) {
            sentences.add(where + "%.0f runs started before their time.".formatted(early));
        }
        double notOnce = line.number("notDoneOnce").orElse(0);
        if (notOnce > 0) {
            sentences.add(where + "%.0f runs were not performed exactly once.".formatted(notOnce));
        }
        double share = line.number("rowShare").orElse(1);
        if (share != 1) {
            sentences.add(where + "a share of " + share + " of the instants has a row.");
        }
        return sentences;
    }
}
