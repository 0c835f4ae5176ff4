package carillon.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places for values of the run and its payload, such as {@code {{payload.customer.id}}}. It only names values:
 * there is no logic, and nothing is called.
 */
final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]*)}}");
    private static final Pattern NAME = Pattern.compile(
            "payload(\\.[A-Za-z0-9_-]{1,100}){0,20}|run\\.(id|attempt|scheduledAt)|job\\.(id|name|tenant)");

    /** Literals and names in turn; a literal comes first and last. */
    private final List<String> literals = new ArrayList<>();

    private final List<String> names = new ArrayList<>();

    private Template() {}

    static boolean is(String text) {
        return text.contains("{{");
    }

    /**
     * @throws IllegalArgumentException says what does not hold, without repeating the text, which may hold secrets
     */
    static Template of(String text) {
        Template template = new Template();
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            template.literals.add(text.substring(end, place.start()));
            template.names.add(name(place.group(1).strip()));
            end = place.end();
        }
        template.literals.add(text.substring(end));
        if (template.literals.stream().anyMatch(Template::is)) {
            throw new IllegalArgumentException("has a {{ that is not followed by a name and }}");
        }
        return template;
    }

    private static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a {{…}} that names nothing: there are payload, payload.field.0.field,"
                            + " run.id, run.attempt, run.scheduledAt, job.id, job.name and job.tenant");
        }
        return name;
    }

    /** Its only name, when it consists of nothing else; else null. */
    String alone() {
        return names.size() == 1 && literals.get(0).isEmpty() && literals.get(1).isEmpty() ? names.get(0) : null;
    }

    /**
     * The text with its values in their places.
     *
     * @throws UnfillableTemplateException as the writer
     */
    String fill(Writer writer) throws UnfillableTemplateException {
        StringBuilder text = new StringBuilder(literals.get(0));
        for (int i = 0; i < names.size(); i++) {
            text.append(writer.write(names.get(i))).append(literals.get(i + 1));
        }
        return text.toString();
    }

    /** Writes the value of a name as its place asks for. */
    interface Writer {
        String write(String name) throws UnfillableTemplateException;
    }
}
