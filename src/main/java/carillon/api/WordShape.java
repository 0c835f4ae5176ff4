package carillon.api;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;

/** One of a few words, which the type's own adapter knows. */
final class WordShape implements Shape {

    private final JsonbAdapter<Object, Object> adapter;

    /**
     * @param type carries the annotation that JSON-B reads it by, so that both mean the same
     */
    WordShape(Class<?> type) {
        adapter = adapter(type.getAnnotation(JsonbTypeAdapter.class).value());
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static JsonbAdapter<Object, Object> adapter(Class<? extends JsonbAdapter> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    @Override
    public Object read(JsonValue value, FieldPath at, FieldErrors errors) {
        if (!(value instanceof JsonString word)) {
            errors.add(at, "expects a string, not " + Shape.kindOf(value));
            return null;
        }
        try {
            return adapter.adaptFromJson(word.getString());
        } catch (InvalidFieldsException e) {
            e.errors().stream().map(FieldError::message).forEach(message -> errors.add(at, message));
            return null;
        } catch (Exception e) {
            throw new IllegalStateException(adapter + " failed to read '" + word.getString() + "' at " + at, e);
        }
    }
}
