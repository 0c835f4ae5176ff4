package carillon.platform;

/** A setting does not hold; the member does not start. */
public final class InvalidSettingException extends CarillonException {

    public InvalidSettingException(String key, String value, String problem, String byDefault) {
        super("Setting " + key + "='" + value + "' does not hold: " + problem + ". The default is '" + byDefault
                + "'. Carillon does not start with a setting it cannot follow.");
    }

    public InvalidSettingException(String key, String nearest) {
        super("There is no setting " + key + "; did you mean " + nearest
                + "? Carillon does not start with a setting it would ignore.");
    }
}
