package carillon.handler;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map.Entry;

/** Says what keeps a template of a body from ever being filled. */
final class BodyTemplateCheck {

    /** Characters of JSON. */
    private static final int LONGEST = 65_536;

    private BodyTemplateCheck() {}

    /** Null when nothing does. */
    static String problemOf(JsonValue template) {
        return template.toString().length() > LONGEST ? "takes at most 65,536 characters of JSON" : within(template);
    }

    private static String within(JsonValue template) {
        if (template instanceof JsonObject object) {
            for (Entry<String, JsonValue> member : object.entrySet()) {
                if (Template.is(member.getKey())) {
                    return "has a {{…}} in the name of a field: only values can be filled in";
                }
                String problem = within(member.getValue());
                if (problem != null) {
                    return problem;
                }
            }
        }
        if (template instanceof JsonArray array) {
            return array.stream()
                    .map(BodyTemplateCheck::within)
                    .filter(problem -> problem != null)
                    .findFirst()
                    .orElse(null);
        }
        return template instanceof JsonString text ? ofText(text.getString()) : null;
    }

    /** Of any text that may be a template; null when it can be filled. */
    static String ofText(String text) {
        try {
            Template.of(text);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
