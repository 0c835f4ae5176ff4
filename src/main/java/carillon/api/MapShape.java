package carillon.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object of which the names are free and the values of one shape. */
record MapShape(Shape values) implements Shape {

    @Override
    public Object read(JsonValue value, FieldPath at, FieldErrors errors) {
        if (!(value instanceof JsonObject object)) {
            errors.add(at, "expects an object, not " + Shape.kindOf(value));
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        object.forEach((name, inner) -> {
            if (inner == JsonValue.NULL) {
                errors.add(at.field(name), "must not be null");
            } else {
                Object read = values.read(inner, at.field(name), errors);
                if (read != null) {
                    map.put(name, read);
                }
            }
        });
        return map;
    }
}
