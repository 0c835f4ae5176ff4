package carillon.api;

import jakarta.json.JsonValue;

/** How a value of a request's body becomes a Java value of one type. */
interface Shape {

    /**
     * @param value present and not JSON's null
     * @param errors takes what keeps the value from being of this shape
     * @return null when it is not of this shape
     */
    Object read(JsonValue value, FieldPath at, FieldErrors errors);

    /** What a value is, for messages: {@code a string}. */
    static String kindOf(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "true or false";
            case NULL -> "null";
        };
    }
}
