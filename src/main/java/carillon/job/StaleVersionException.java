package carillon.job;

import carillon.platform.CarillonException;
import java.util.OptionalLong;

/** Somebody has changed it since the caller read it; nothing was changed. */
public final class StaleVersionException extends CarillonException {

    private StaleVersionException(String what, long version) {
        super(what + " has version " + version + " by now, which is not what If-Match names. Nothing was "
                + "changed. Read it again, make your change to what you find, and send its ETag.");
    }

    private StaleVersionException(String what) {
        super("There is no " + what
                + ", and If-Match names a version of it. Nothing was changed. Leave If-Match out to " + "create it.");
    }

    /**
     * @param what begins the message, such as {@code Job} and its id
     * @param version that it has
     * @param expected the version that the caller has read; empty for whichever it is
     * @throws StaleVersionException when they differ
     */
    public static void unless(String what, long version, OptionalLong expected) {
        if (expected.isPresent() && expected.getAsLong() != version) {
            throw new StaleVersionException(what, version);
        }
    }

    /**
     * The same of what is not there.
     *
     * @throws StaleVersionException when the caller expects any version of it
     */
    public static void unlessNew(String what, OptionalLong expected) {
        if (expected.isPresent()) {
            throw new StaleVersionException(what);
        }
    }
}
