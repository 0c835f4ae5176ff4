package carillon.handler;

import carillon.platform.FieldError;
import java.util.List;

/**
 * Calls a CDI bean of the deployment, or of another application on the server, that implements {@link JobHandler}.
 *
 * @param name the bean's {@link jakarta.inject.Named} name, 1 to 200 characters
 */
public record BeanHandlerSpec(String name) implements HandlerSpec {

    private static final int LONGEST_NAME = 200;

    @Override
    public List<FieldError> check() {
        if (name == null || name.isBlank()) {
            return List.of(new FieldError("name", "is required: the @Named name of a bean that implements JobHandler"));
        }
        if (name.length() > LONGEST_NAME) {
            return List.of(new FieldError("name", "takes at most " + LONGEST_NAME + " characters"));
        }
        return List.of();
    }
}
