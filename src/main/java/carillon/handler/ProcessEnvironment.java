package carillon.handler;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that an attempt's program has: those of every program, the job's, the attempt's. None is inherited. */
final class ProcessEnvironment {

    /** By its value the processes of an attempt, and those of a member, are found again. */
    static final String KEY = "CARILLON_PROCESS";

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private ProcessEnvironment() {}

    /**
     * @param key of the attempt
     * @param work its working directory
     */
    static Map<String, String> of(Attempt attempt, Map<String, String> jobs, String key, Path work) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("LANG", "C.UTF-8");
        variables.put("HOME", work.toString());
        variables.put("TMPDIR", work.toString());
        variables.putAll(jobs);
        variables.put("PATH", PATH);
        variables.put("CARILLON_JOB", attempt.job().toString());
        variables.put("CARILLON_JOB_NAME", attempt.jobName());
        variables.put("CARILLON_TENANT", attempt.tenant());
        variables.put("CARILLON_RUN", attempt.run().toString());
        variables.put("CARILLON_ATTEMPT", String.valueOf(attempt.number()));
        variables.put("CARILLON_SCHEDULED_AT", attempt.scheduledAt().toString());
        if (attempt.traceparent() != null) {
            // As OpenTelemetry reads it.
            variables.put("TRACEPARENT", attempt.traceparent());
        }
        variables.put(KEY, key);
        return variables;
    }
}
