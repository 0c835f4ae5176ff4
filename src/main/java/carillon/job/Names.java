package carillon.job;

import java.util.regex.Pattern;

/** What queues, calendars and blackouts may be called. */
public final class Names {

    /** What a name that is none is told. */
    public static final String RULE = "takes 1 to 100 letters, digits, '.', '_' or '-'";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private Names() {}

    public static boolean hold(String name) {
        return NAME.matcher(name).matches();
    }
}
