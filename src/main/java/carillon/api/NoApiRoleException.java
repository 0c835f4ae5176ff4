package carillon.api;

import carillon.platform.CarillonException;
import java.util.List;

/** A request came to a member that does not serve the API. */
final class NoApiRoleException extends CarillonException {

    NoApiRoleException(List<String> roles) {
        super("Its roles are " + String.join(", ", roles) + ". Ask a member whose carillon.roles include api.");
    }
}
