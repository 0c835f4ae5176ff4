package carillon.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Reads JSON text of which the meaning is beyond doubt and which the database can keep: no key twice, no depth without
 * end, no number beyond what others can read, no character that is none.
 */
final class JsonTree {

    static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 200;
    private static final int LONGEST_LONG = 18;
    private static final int EXPONENTS = 308;
    // The static methods of Json look their provider up anew at each call.
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = JSON.createParserFactory(Map.of());
    private static final JsonBuilderFactory BUILDERS = JSON.createBuilderFactory(Map.of());

    private final String text;
    private final JsonParser parser;
    private final FieldErrors errors;

    private JsonTree(String text, JsonParser parser, FieldErrors errors) {
        this.text = text;
        this.parser = parser;
        this.errors = errors;
    }

    /**
     * @param errors takes what is well formed and still refused, by field
     * @throws MalformedBodyException with line and column, when it is not JSON
     */
    static JsonValue parse(String text, FieldErrors errors) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            JsonValue root = new JsonTree(text, parser, errors).value(parser.next(), FieldPath.ROOT, 1);
            if (parser.hasNext()) {
                throw MalformedBodyException.at(text, parser.getLocation(), "is not JSON: it goes on after its end");
            }
            return root;
        } catch (JsonParsingException e) {
            throw MalformedBodyException.at(text, e.getLocation(), "is not JSON");
        } catch (JsonException | NoSuchElementException e) {
            throw MalformedBodyException.atEnd(text);
        }
    }

    /**
     * Stored JSON text for an answer; what a handler returned may be JSON that cannot be read here (numbers of thousands
     * of digits), and is then shown as text.
     *
     * @param text null gives JSON's null
     */
    static JsonValue stored(String text) {
        if (text == null) {
            return JsonValue.NULL;
        }
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            parser.next();
            return parser.getValue();
        } catch (RuntimeException e) {
            // The parser has several of its own for what goes beyond its limits.
            return JSON.createValue(text);
        }
    }

    private JsonValue value(Event event, FieldPath at, int depth) {
        return switch (event) {
            case START_OBJECT -> object(at, deeper(depth));
            case START_ARRAY -> array(at, deeper(depth));
            case VALUE_STRING -> JSON.createValue(sound(parser.getString(), at));
            case VALUE_NUMBER -> number(at);
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            default -> throw MalformedBodyException.at(text, parser.getLocation(), "is not JSON");
        };
    }

    private int deeper(int depth) {
        if (depth > DEEPEST) {
            throw MalformedBodyException.at(text, parser.getLocation(), "is nested deeper than " + DEEPEST + " levels");
        }
        return depth + 1;
    }

    private JsonValue object(FieldPath at, int depth) {
        JsonObjectBuilder object = BUILDERS.createObjectBuilder();
        Set<String> names = new HashSet<>();
        for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
            String name = parser.getString();
            FieldPath field = at.field(name);
            sound(name, field);
            if (!names.add(name)) {
                errors.add(field, "is given twice");
            }
            object.add(name, value(parser.next(), field, depth));
        }
        return object.build();
    }

    private JsonValue array(FieldPath at, int depth) {
        JsonArrayBuilder array = BUILDERS.createArrayBuilder();
        int index = 0;
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(event, at.entry(index++), depth));
        }
        return array.build();
    }

    private JsonValue number(FieldPath at) {
        // Not asked for as a number: the parser fails in ways of its own on some of those that are refused here.
        String digits = parser.getString();
        if (digits.length() <= LONGEST_LONG && digits.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9')) {
            return JSON.createValue(Long.parseLong(digits));
        }
        if (digits.length() <= LONGEST_NUMBER) {
            try {
                BigDecimal number = new BigDecimal(digits);
                if (Math.abs((long) number.precision() - number.scale() - 1) < EXPONENTS) {
                    return JSON.createValue(number);
                }
            } catch (NumberFormatException e) {
                // An exponent of many digits: told below.
            }
        }
        errors.add(at, "is a number outside 1E-307 to 1E+308, or longer than " + LONGEST_NUMBER + " digits: send text");
        return JsonValue.NULL;
    }

    private String sound(String characters, FieldPath at) {
        String problem = Characters.problem(characters);
        if (problem != null) {
            errors.add(at, problem);
        }
        return characters;
    }
}
