package carillon.platform;

import java.util.List;
import java.util.stream.Collectors;

/** Fields of a request do not hold; nothing was stored. */
public final class InvalidFieldsException extends CarillonException {

    private final transient List<FieldError> errors;

    public InvalidFieldsException(List<FieldError> errors) {
        super(errors.stream().map(e -> e.field() + ": " + e.message()).collect(Collectors.joining("; ")));
        this.errors = List.copyOf(errors);
    }

    public static InvalidFieldsException of(String field, String message) {
        return new InvalidFieldsException(List.of(new FieldError(field, message)));
    }

    /** Never empty. */
    public List<FieldError> errors() {
        return errors;
    }
}
