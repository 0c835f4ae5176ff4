package carillon.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says lengths of time in plain English. */
final class Lengths {

    private Lengths() {}

    /** {@code 1 hour 30 minutes}; days are 24 hours. */
    static String words(Duration length) {
        List<String> words = new ArrayList<>();
        add(words, length.toDays(), "day");
        add(words, length.toHoursPart(), "hour");
        add(words, length.toMinutesPart(), "minute");
        add(words, length.toSecondsPart(), "second");
        add(words, length.toNanosPart() / 1_000_000, "millisecond");
        add(words, length.toNanosPart() / 1_000 % 1_000, "microsecond");
        return words.isEmpty() ? "no time" : String.join(" ", words);
    }

    private static void add(List<String> words, long number, String unit) {
        if (number > 0) {
            words.add(number + " " + unit + (number == 1 ? "" : "s"));
        }
    }
}
