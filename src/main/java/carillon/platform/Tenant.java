package carillon.platform;

/** Whose jobs they are; one tenant for everybody until callers are known. */
public final class Tenant {

    public static final String DEFAULT = "default";

    private Tenant() {}
}
