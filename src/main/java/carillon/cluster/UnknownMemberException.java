package carillon.cluster;

import carillon.platform.CarillonException;

/** No member of that id or name answers. */
public final class UnknownMemberException extends CarillonException {

    public UnknownMemberException(String member) {
        super("No member '" + member + "' is up. GET /api/v1/members lists those there are.");
    }
}
