package carillon.handler;

import java.util.Objects;
import java.util.stream.Stream;

/** One line of text that says what went wrong, fit to be stored and shown. */
final class ErrorLine {

    static final int LONGEST = 2_000;

    private ErrorLine() {}

    /** The text on one line, without control characters, cut to {@value #LONGEST} characters; never empty. */
    static String of(String text) {
        String line = cut(text == null ? "" : text, 2 * LONGEST)
                .codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip()
                .replaceAll(" {2,}", " ");
        if (line.isEmpty()) {
            return "failed without a message";
        }
        return line.length() <= LONGEST ? line : cut(line, LONGEST - 1) + "…";
    }

    /** {@code ClassName: message} of the throwable, and of its root cause where that says something else. */
    static String of(Throwable failure) {
        String line = nameAndMessage(failure);
        Throwable root = causes(failure).reduce(failure, (outer, inner) -> inner);
        if (root != failure && !line.contains(messageOf(root))) {
            line += " (caused by " + nameAndMessage(root) + ")";
        }
        return of(line);
    }

    /** The throwable itself, what caused it, what caused that, and so on; bounded, for a chain of causes may be a ring. */
    static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(50);
    }

    private static String nameAndMessage(Throwable failure) {
        String simple = failure.getClass().getSimpleName();
        String name = simple.isEmpty() ? failure.getClass().getName() : simple;
        String message = messageOf(failure);
        return message.isBlank() ? name : name + ": " + message;
    }

    /** Empty when there is none, also when asking for it fails: the class is a stranger's. */
    private static String messageOf(Throwable failure) {
        try {
            String message = failure.getLocalizedMessage();
            return message == null ? "" : message;
        } catch (RuntimeException | StackOverflowError e) {
            return "";
        }
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
