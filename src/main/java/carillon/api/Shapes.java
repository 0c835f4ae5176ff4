package carillon.api;

import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Finds the shape of a Java type. */
final class Shapes {

    private Shapes() {}

    /**
     * @throws IllegalStateException for a type that no request may hold yet
     */
    static Shape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic);
        }
        if (type == JsonValue.class) {
            return (value, at, errors) -> value;
        }
        if (type instanceof Class<?> plain) {
            if (plain.isAnnotationPresent(JsonbTypeInfo.class)) {
                return new ChoiceShape(plain);
            }
            if (plain.isAnnotationPresent(JsonbTypeAdapter.class)) {
                return new WordShape(plain);
            }
            return plain.isRecord() ? new RecordShape(plain) : ScalarShape.of(plain);
        }
        throw new IllegalStateException("No request can hold a " + type.getTypeName() + ".");
    }

    private static Shape ofGeneric(ParameterizedType type) {
        Type[] inner = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ListShape(of(inner[0]));
        }
        if (type.getRawType() == Map.class && inner[0] == String.class) {
            return new MapShape(of(inner[1]));
        }
        throw new IllegalStateException("No request can hold a " + type.getTypeName() + ".");
    }
}
