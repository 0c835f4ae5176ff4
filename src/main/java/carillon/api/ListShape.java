package carillon.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** An array of values of one shape. */
record ListShape(Shape entries) implements Shape {

    @Override
    public Object read(JsonValue value, FieldPath at, FieldErrors errors) {
        if (!(value instanceof JsonArray array)) {
            errors.add(at, "expects an array, not " + Shape.kindOf(value));
            return null;
        }
        List<Object> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            Object entry = present(array.get(i), at.entry(i), errors);
            if (entry != null) {
                list.add(entry);
            }
        }
        return list;
    }

    private Object present(JsonValue value, FieldPath at, FieldErrors errors) {
        if (value == JsonValue.NULL) {
            errors.add(at, "must not be null");
            return null;
        }
        return entries.read(value, at, errors);
    }
}
