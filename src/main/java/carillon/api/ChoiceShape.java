package carillon.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object that is one of several records, told apart by the value of one field. */
final class ChoiceShape implements Shape {

    private final String tag;
    private final Map<String, RecordShape> choices = new LinkedHashMap<>();

    /**
     * @param type carries the annotation that JSON-B reads it by, so that both mean the same
     */
    ChoiceShape(Class<?> type) {
        JsonbTypeInfo info = type.getAnnotation(JsonbTypeInfo.class);
        tag = info.key();
        for (JsonbSubtype choice : info.value()) {
            choices.put(choice.alias(), new RecordShape(choice.type()));
        }
    }

    @Override
    public Object read(JsonValue value, FieldPath at, FieldErrors errors) {
        if (!(value instanceof JsonObject object)) {
            errors.add(at, "expects an object, not " + Shape.kindOf(value));
            return null;
        }
        JsonValue named = object.getOrDefault(tag, JsonValue.NULL);
        if (named instanceof JsonString text && choices.containsKey(text.getString())) {
            return choices.get(text.getString()).read(object, at, errors, tag);
        }
        String hint = named instanceof JsonString text ? Nearest.hint(text.getString(), choices.keySet()) : "";
        errors.add(at.field(tag), "is one of " + String.join(", ", choices.keySet()) + hint);
        return null;
    }
}
