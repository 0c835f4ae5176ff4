package carillon.cluster;

import carillon.platform.CarillonException;

/** A member was asked for something that is another role's. */
public final class MissingRoleException extends CarillonException {

    public MissingRoleException(String member, String role) {
        super("Member '" + member + "' has no role '" + role + "'. GET /api/v1/members lists the roles of each.");
    }
}
