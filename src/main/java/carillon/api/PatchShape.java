package carillon.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * Changes of a job's definition; whether they hold is told by the definition that comes of them.
 *
 * @param definition the shape of that definition
 */
record PatchShape(Shape definition) implements Shape {

    @Override
    public JobPatch read(JsonValue value, FieldPath at, FieldErrors errors) {
        if (value instanceof JsonObject changes) {
            return new JobPatch(changes, definition);
        }
        errors.add(at, "expects an object, not " + Shape.kindOf(value));
        return null;
    }
}
