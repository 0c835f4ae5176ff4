package carillon.cluster;

import carillon.platform.CarillonException;

/** A member is there, and did not do what it was asked. */
public final class MemberUnreachableException extends CarillonException {

    public MemberUnreachableException(String member, Throwable cause) {
        super(
                "Member '" + member
                        + "' did not answer. It may have done what was asked: look at GET /api/v1/members and "
                        + "ask again.",
                cause);
    }
}
