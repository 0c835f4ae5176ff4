package carillon.job;

import carillon.platform.InvalidFieldsException;
import jakarta.json.bind.adapter.JsonbAdapter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads and writes an enum in the spelling of the contract: {@code NEXT_VALID} is {@code next-valid}.
 *
 * <p>Reading any other word throws {@link InvalidFieldsException} for the field, with the words that are allowed; JSON-B
 * passes it on as the cause of its own exception.
 */
abstract class ContractWord<E extends Enum<E>> implements JsonbAdapter<E, String> {

    private final String field;
    private final Map<String, E> values;

    ContractWord(String field, Class<E> type) {
        this.field = field;
        this.values = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toUnmodifiableMap(ContractWord::spelled, Function.identity()));
    }

    @Override
    public String adaptToJson(E value) {
        return value == null ? null : spelled(value);
    }

    @Override
    public E adaptFromJson(String word) {
        if (word == null) {
            return null;
        }
        E value = values.get(word);
        if (value == null) {
            throw InvalidFieldsException.of(field, "is '" + word + "': it must be one of " + allowed());
        }
        return value;
    }

    private String allowed() {
        return values.values().stream().sorted().map(ContractWord::spelled).collect(Collectors.joining(", "));
    }

    private static String spelled(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
