package carillon.api;

/** Tells characters that neither JSON in UTF-8 nor the database can carry. */
final class Characters {

    private Characters() {}

    /** What is wrong with the text; null when nothing is. */
    static String problem(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "holds the character U+0000, which cannot be kept";
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return "holds half a character (a surrogate without its pair)";
                }
                i++;
            }
        }
        return null;
    }
}
