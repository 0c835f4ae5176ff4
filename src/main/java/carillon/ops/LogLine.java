package carillon.ops;

/** One event as one line of {@code key=value}, for people and for machines. Null values are left out. */
final class LogLine {

    /** Longer values are cut: the whole text stands in the database. */
    private static final int LONGEST = 300;

    private final StringBuilder line = new StringBuilder(160);

    private LogLine(String event) {
        line.append("event=").append(event);
    }

    /** @param event a name that never changes, since alerts are built on it */
    static LogLine of(String event) {
        return new LogLine(event);
    }

    LogLine with(String key, Object value) {
        if (value != null) {
            line.append(' ').append(key).append('=');
            append(value.toString());
        }
        return this;
    }

    private void append(String value) {
        String shown = value.length() > LONGEST ? cut(value) : value;
        if (shown.chars().allMatch(LogLine::isPlain) && !shown.isEmpty()) {
            line.append(shown);
            return;
        }
        line.append('"');
        shown.chars().forEach(this::appendQuoted);
        line.append('"');
    }

    private void appendQuoted(int letter) {
        if (letter == '"' || letter == '\\') {
            line.append('\\');
        }
        line.append(breaksLine(letter) ? ' ' : (char) letter);
    }

    /** Not between the two halves of a character outside of the basic plane. */
    private static String cut(String value) {
        int end = Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return value.substring(0, end) + "…";
    }

    private static boolean isPlain(int letter) {
        return letter > ' ' && letter != '"' && letter != '=' && letter != '\\' && !breaksLine(letter);
    }

    /** Control characters, and Unicode's own ends of a line and a paragraph. */
    private static boolean breaksLine(int letter) {
        return Character.isISOControl(letter) || letter == '\u2028' || letter == '\u2029';
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
