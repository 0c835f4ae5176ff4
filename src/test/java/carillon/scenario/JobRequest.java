package carillon.scenario;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The body of a submit; unless told otherwise a job that does nothing, once and now. */
final class JobRequest {

    private final String name = "scenario-" + UUID.randomUUID();
    private String handler = "{\"type\":\"bean\",\"name\":\"no-op\"}";
    private String schedule = "{\"type\":\"now\"}";
    private String payload = "null";
    private String more = "";

    static JobRequest job() {
        return new JobRequest();
    }

    static List<JobRequest> jobs(int number, Supplier<JobRequest> each) {
        return Stream.generate(each).limit(number).toList();
    }

    /** Each attempt takes that long. */
    JobRequest sleeping(Duration length) {
        handler = "{\"type\":\"bean\",\"name\":\"sleep\"}";
        payload = "{\"for\":\"" + length + "\"}";
        return this;
    }

    /** A script of the shell; it holds no quotation mark. */
    JobRequest running(String script) {
        handler = "{\"type\":\"process\",\"command\":[\"sh\",\"-c\",\"" + script + "\"]}";
        return this;
    }

    JobRequest calling(URI target) {
        handler = "{\"type\":\"http\",\"url\":\"" + target + "\"}";
        return this;
    }

    /** The same, with an answer within that time. */
    JobRequest calling(URI target, Duration timeout) {
        handler = "{\"type\":\"http\",\"url\":\"" + target + "\",\"timeout\":\"" + timeout + "\"}";
        return this;
    }

    /** The same; the target may take the attempt over, and must be heard of that often. */
    JobRequest goingOnAt(URI target, Duration timeout, Duration heartbeat) {
        handler = "{\"type\":\"http\",\"url\":\"" + target + "\",\"timeout\":\"" + timeout + "\",\"heartbeat\":\""
                + heartbeat + "\"}";
        return this;
    }

    /** Attempted again and again, after a pause that grows to five seconds. */
    JobRequest retried(Duration backoff) {
        return with("retry", "{\"maxAttempts\":50,\"backoff\":\"" + backoff + "\",\"maxBackoff\":\"PT5S\"}");
    }

    /** Counted from the job's creation. */
    JobRequest everySecond() {
        schedule = "{\"type\":\"interval\",\"every\":\"PT1S\"}";
        return this;
    }

    /** At each whole second. */
    JobRequest eachWholeSecond() {
        schedule = "{\"type\":\"cron\",\"expression\":\"* * * * * *\"}";
        return this;
    }

    /** At the whole seconds of each minute that the number divides. */
    JobRequest eachWholeSeconds(int step) {
        schedule = "{\"type\":\"cron\",\"expression\":\"*/" + step + " * * * * *\"}";
        return this;
    }

    JobRequest onceAt(Instant at) {
        schedule = "{\"type\":\"once\",\"at\":\"" + at + "\"}";
        return this;
    }

    JobRequest after(Duration delay) {
        schedule = "{\"type\":\"delay\",\"by\":\"" + delay + "\"}";
        return this;
    }

    /** Its instants lie between the two; the second is none of them. */
    JobRequest between(Instant start, Instant end) {
        return with("start", "\"" + start + "\"").with("end", "\"" + end + "\"");
    }

    JobRequest misfire(String policy, Duration grace, int limit) {
        return with("misfire", "{\"policy\":\"" + policy + "\",\"grace\":\"" + grace + "\",\"limit\":" + limit + "}");
    }

    JobRequest atOnce(int maxRuns, String policy) {
        return with("concurrency", "{\"maxRuns\":" + maxRuns + ",\"policy\":\"" + policy + "\"}");
    }

    /** So many at once of all jobs that name the key; the others wait. */
    JobRequest keyed(String key, int maxRuns) {
        return with("concurrency", "{\"maxRuns\":" + maxRuns + ",\"policy\":\"queue\",\"key\":\"" + key + "\"}");
    }

    JobRequest jitter(Duration most) {
        return with("jitter", "\"" + most + "\"");
    }

    JobRequest in(String queue) {
        return with("queue", "\"" + queue + "\"");
    }

    /** Performed by that member, or by all. */
    JobRequest on(String members) {
        return with("target", "{\"members\":\"" + members + "\"}");
    }

    /** Never runs by itself. */
    JobRequest onlyWhenTriggered() {
        schedule = "{\"type\":\"manual\"}";
        return this;
    }

    /** A failed attempt is followed by the next that soon. */
    JobRequest retryingAfter(Duration pause) {
        return with("retry", "{\"backoff\":\"" + pause + "\",\"multiplier\":1,\"jitter\":0}");
    }

    private JobRequest with(String field, String value) {
        more += ",\"" + field + "\":" + value;
        return this;
    }

    String json() {
        return "{\"name\":\"" + name + "\",\"handler\":" + handler + ",\"schedule\":" + schedule + ",\"payload\":"
                + payload + more + "}";
    }
}
