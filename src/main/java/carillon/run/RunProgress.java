package carillon.run;

import java.util.UUID;

/**
 * How far an attempt says it is.
 *
 * @param fraction 0 to 1; what lies outside is brought inside, what is no number is 0
 * @param message one line of at most 500 characters, or made so; null for none
 */
public record RunProgress(UUID run, int attempt, double fraction, String message) {

    /** Characters. */
    private static final int LONGEST_MESSAGE = 500;

    public RunProgress {
        fraction = fraction > 0 ? Math.min(1, fraction) : 0;
        message = line(message);
    }

    /** The text on one line, cut to 500 characters; null for null. */
    static String line(String text) {
        if (text == null) {
            return null;
        }
        String line = text.replaceAll("\\p{Cntrl}|[\\u2028\\u2029]", " ").strip();
        if (line.length() <= LONGEST_MESSAGE) {
            return line;
        }
        int cut =
                Character.isHighSurrogate(line.charAt(LONGEST_MESSAGE - 2)) ? LONGEST_MESSAGE - 2 : LONGEST_MESSAGE - 1;
        return line.substring(0, cut) + "…";
    }
}
