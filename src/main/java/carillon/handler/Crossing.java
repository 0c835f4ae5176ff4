package carillon.handler;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The words by which Carillon and an application that offers beans understand each other, although each has classes of its
 * own. They stay as they are: the two may be of different versions. What one of them does not know it leaves alone.
 */
final class Crossing {

    /** The attribute of an offered bean: a {@code Function} from a map of what follows to a map of how it went. */
    static final String FUNCTION = "Function";

    /** Of the attempt: texts; {@code Integer}; {@code Instant}; {@code BooleanSupplier}; {@code Supplier} of a duration. */
    static final String RUN = "run";

    static final String JOB = "job";
    static final String JOB_NAME = "jobName";
    static final String TENANT = "tenant";
    static final String PAYLOAD = "payload";
    static final String ATTEMPT = "attempt";
    static final String SCHEDULED_AT = "scheduledAt";
    static final String CANCELLED = "cancelled";
    static final String STOPPING = "stopping";
    static final String REMAINING = "remaining";

    /** {@code Consumer} of a text; {@code BiConsumer} of a {@code Double} and a text. */
    static final String LOG = "log";

    static final String PROGRESS = "progress";

    /** Of the answer: JSON text; what was thrown; what was thrown when the result was written. At most one is there. */
    static final String RESULT = "result";

    static final String FAILURE = "failure";
    static final String UNWRITABLE = "unwritable";

    private static final String ALL = "carillon:type=JobHandler,";

    private Crossing() {}

    static ObjectName name(String bean, String application) {
        return objectName("name=" + ObjectName.quote(bean) + ",application=" + ObjectName.quote(application));
    }

    /** Of that bean, whatever application offers it. */
    static ObjectName anyOf(String bean) {
        return objectName("name=" + ObjectName.quote(bean) + ",application=*");
    }

    static ObjectName all() {
        return objectName("*");
    }

    private static ObjectName objectName(String rest) {
        try {
            return new ObjectName(ALL + rest);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("a quoted name is never malformed", e);
        }
    }
}
