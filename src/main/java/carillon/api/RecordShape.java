package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object whose fields are the components of a record; a field that is left out or null is null there. */
final class RecordShape implements Shape {

    private final Constructor<?> constructor;
    private final Map<String, Shape> fields = new LinkedHashMap<>();

    RecordShape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " is a record without its canonical constructor", e);
        }
        constructor.setAccessible(true);
        for (RecordComponent component : components) {
            fields.put(component.getName(), Shapes.of(component.getGenericType()));
        }
    }

    @Override
    public Object read(JsonValue value, FieldPath at, FieldErrors errors) {
        return read(value, at, errors, null);
    }

    /**
     * @param tag a field that says which record it is and was read already; null for none
     */
    Object read(JsonValue value, FieldPath at, FieldErrors errors, String tag) {
        if (!(value instanceof JsonObject object)) {
            errors.add(at, "expects an object, not " + Shape.kindOf(value));
            return null;
        }
        refuseUnknown(object, at, errors, tag);
        Object[] arguments = new Object[fields.size()];
        int index = 0;
        for (Map.Entry<String, Shape> field : fields.entrySet()) {
            JsonValue inner = object.get(field.getKey());
            if (inner != null && inner != JsonValue.NULL) {
                arguments[index] = field.getValue().read(inner, at.field(field.getKey()), errors);
            }
            index++;
        }
        return construct(arguments, at, errors);
    }

    private void refuseUnknown(JsonObject object, FieldPath at, FieldErrors errors, String tag) {
        for (String name : object.keySet()) {
            if (!fields.containsKey(name) && !name.equals(tag)) {
                errors.add(at.field(name), "is not a field here" + Nearest.hint(name, fields.keySet()));
            }
        }
    }

    private Object construct(Object[] arguments, FieldPath at, FieldErrors errors) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof InvalidFieldsException invalid)) {
                throw new IllegalStateException(constructor + " refused what was read at " + at, e.getCause());
            }
            errors.addNews(at.above(invalid.errors()));
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " cannot be called", e);
        }
    }
}
