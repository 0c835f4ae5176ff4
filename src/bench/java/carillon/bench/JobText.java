package carillon.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Definitions of jobs that do nothing, as JSON, each with a name of its own. */
final class JobText {

    private static final AtomicLong NUMBER = new AtomicLong();

    private JobText() {}

    /** @param schedule the fields of a schedule, such as {@code "type":"now"} */
    static String of(String schedule) {
        return of(schedule, "");
    }

    /** @param more further fields of the job, each with a comma before it; may be empty */
    static String of(String schedule, String more) {
        return "{\"name\":\"bench-" + NUMBER.incrementAndGet()
                + "\",\"handler\":{\"type\":\"bean\",\"name\":\"no-op\"},\"schedule\":{" + schedule + "}" + more + "}";
    }

    /** A job that takes so long, once and now. */
    static String sleeping(Duration length) {
        return "{\"name\":\"bench-" + NUMBER.incrementAndGet()
                + "\",\"handler\":{\"type\":\"bean\",\"name\":\"sleep\"},\"schedule\":{\"type\":\"now\"},"
                + "\"payload\":{\"for\":\"" + length + "\"}}";
    }

    /** A job that calls that address, once and now, and tries no second time. */
    static String calling(String url) {
        return "{\"name\":\"bench-" + NUMBER.incrementAndGet()
                + "\",\"handler\":{\"type\":\"http\",\"url\":\"" + url + "\"},\"schedule\":{\"type\":\"now\"},"
                + "\"retry\":{\"maxAttempts\":1}}";
    }

    /** The name in the text of a job. */
    static String name(String job) {
        int from = job.indexOf("bench-");
        return job.substring(from, job.indexOf('"', from));
    }

    static String bulk(List<String> jobs) {
        return "{\"jobs\":[" + String.join(",", jobs) + "]}";
    }
}
