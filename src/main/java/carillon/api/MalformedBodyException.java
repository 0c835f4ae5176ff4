package carillon.api;

import carillon.platform.CarillonException;
import jakarta.json.stream.JsonLocation;

/** The body of a request cannot be read as JSON; nothing of it was looked at. */
final class MalformedBodyException extends CarillonException {

    private static final int LONGEST_EXCERPT = 20;

    MalformedBodyException(String message) {
        super(message);
    }

    /**
     * @param what is wrong, after "The body"
     */
    static MalformedBodyException at(String text, JsonLocation where, String what) {
        long offset = where.getStreamOffset();
        if (offset >= text.length()) {
            return atEnd(text);
        }
        int from = (int) Math.max(0, offset);
        String excerpt = text.substring(from, Math.min(text.length(), from + LONGEST_EXCERPT));
        return new MalformedBodyException("The body " + what + " (line " + where.getLineNumber() + ", column "
                + where.getColumnNumber() + ", at '" + excerpt.replaceAll("\\s+", " ") + "').");
    }

    /** For text that stops in the middle: the parser does not tell where it was then. */
    static MalformedBodyException atEnd(String text) {
        long line = text.chars().filter(c -> c == '\n').count() + 1;
        int column = text.length() - text.lastIndexOf('\n');
        return new MalformedBodyException(
                "The body is not JSON: it ends too early (line " + line + ", column " + column + ").");
    }
}
