package carillon.test;

import carillon.handler.BeanHandlerSpec;
import carillon.handler.HandlerSpec;
import carillon.job.Concurrency;
import carillon.job.JobSpec;
import carillon.job.Misfire;
import carillon.job.NowSchedule;
import carillon.job.RetryPolicy;
import carillon.job.Schedule;
import carillon.job.Target;
import carillon.job.TimeLimits;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Builds definitions of jobs for tests; unlike records, it says only what matters to the test. */
public final class JobSpecs {

    private String name = "job";
    private String queue;
    private Integer priority;
    private JsonValue payload;
    private Schedule schedule = new NowSchedule();
    private Instant start;
    private Instant end;
    private Integer maxRuns;
    private Duration jitter;
    private List<String> calendars;
    private Misfire misfire;
    private Concurrency concurrency;
    private RetryPolicy retry;
    private Duration retention;
    private Target target;
    private TimeLimits limits;
    private HandlerSpec handler = new BeanHandlerSpec("no-op");

    private JobSpecs() {}

    /** A job {@code job} that does nothing, now, with every default. */
    public static JobSpecs aJob() {
        return new JobSpecs();
    }

    public JobSpecs named(String given) {
        name = given;
        return this;
    }

    public JobSpecs queue(String given) {
        queue = given;
        return this;
    }

    public JobSpecs priority(int given) {
        priority = given;
        return this;
    }

    public JobSpecs schedule(Schedule given) {
        schedule = given;
        return this;
    }

    public JobSpecs start(Instant given) {
        start = given;
        return this;
    }

    public JobSpecs end(Instant given) {
        end = given;
        return this;
    }

    public JobSpecs maxRuns(int given) {
        maxRuns = given;
        return this;
    }

    public JobSpecs jitter(Duration given) {
        jitter = given;
        return this;
    }

    public JobSpecs calendars(String... given) {
        calendars = List.of(given);
        return this;
    }

    public JobSpecs misfire(Duration grace, String policy) {
        misfire = new Misfire(grace, policy, null);
        return this;
    }

    public JobSpecs concurrency(int maxRuns, String policy) {
        concurrency = new Concurrency(maxRuns, policy, null);
        return this;
    }

    public JobSpecs concurrency(int maxRuns, String policy, String key) {
        concurrency = new Concurrency(maxRuns, policy, key);
        return this;
    }

    public JobSpecs catchUp(int limit) {
        misfire = new Misfire(null, "catch-up", limit);
        return this;
    }

    public JobSpecs payload(JsonValue given) {
        payload = given;
        return this;
    }

    public JobSpecs retry(RetryPolicy given) {
        retry = given;
        return this;
    }

    public JobSpecs retention(Duration given) {
        retention = given;
        return this;
    }

    public JobSpecs target(String members) {
        target = new Target(members, null);
        return this;
    }

    public JobSpecs target(String members, Duration expire) {
        target = new Target(members, expire);
        return this;
    }

    public JobSpecs handler(HandlerSpec given) {
        handler = given;
        return this;
    }

    public JobSpecs limits(TimeLimits given) {
        limits = given;
        return this;
    }

    public JobSpec build() {
        return new JobSpec(
                name,
                queue,
                priority,
                handler,
                payload,
                schedule,
                start,
                end,
                maxRuns,
                jitter,
                calendars,
                misfire,
                concurrency,
                retry,
                limits,
                target,
                retention,
                null);
    }
}
