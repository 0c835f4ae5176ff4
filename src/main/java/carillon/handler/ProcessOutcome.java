package carillon.handler;

import carillon.platform.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Judges how an attempt's program ended by its exit code and the end of what it wrote. */
final class ProcessOutcome {

    /** By which a program says that its input can never be worked on: EX_DATAERR of sysexits.h. */
    static final int PERMANENT = 65;

    /** Bytes: of the last line when it is a JSON object, and of what is kept of the output in all. */
    static final int LONGEST_RESULT = 64 * 1024;

    /** Bytes of the error output that are looked at. */
    static final int ERRORS_KEPT = 4 * 1024;

    private static final int LONGEST_LINE = 4_000;
    private static final int LONGEST_ERROR_END = 1_500;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALS = 128;
    private static final int SIGKILL = 9;
    private static final int SIGXCPU = 24;

    private ProcessOutcome() {}

    /**
     * @param exit its code, or 128 and the number of the signal that ended it
     * @param timedOut after how long it was ended for its timeout; null when it was not
     */
    static Outcome of(int exit, Duration timedOut, ProcessLimits limits, OutputTail output, OutputTail errors) {
        String result = result(output);
        if (timedOut != null) {
            return new Outcome.Failed(
                    "ended at its timeout of " + timedOut + endOf(errors),
                    true,
                    null,
                    result,
                    FailureKind.of("timeout"));
        }
        if (exit == 0) {
            return new Outcome.Succeeded(result);
        }
        String error = meaning(exit, limits) + endOf(errors);
        return new Outcome.Failed(error, exit != PERMANENT, null, result, kind(exit));
    }

    private static FailureKind kind(int exit) {
        return isSignal(exit)
                ? FailureKind.of("signal:" + (exit - SIGNALS), "exit:" + exit)
                : FailureKind.of("exit:" + exit);
    }

    private static boolean isSignal(int exit) {
        return exit > SIGNALS && exit <= SIGNALS + 64;
    }

    private static String meaning(int exit, ProcessLimits limits) {
        return switch (exit) {
            case NOT_EXECUTABLE -> "exit code 126: the program could not be executed";
            case NOT_FOUND -> "exit code 127: the program, or one that it needs, was not found";
            case SIGNALS + SIGXCPU -> "used up its processor time of " + limits.cpuTime() + " (SIGXCPU)";
            case SIGNALS + SIGKILL -> "ended by SIGKILL: by somebody else, or by the system for want of memory";
            default ->
                isSignal(exit)
                        ? "ended by signal " + (exit - SIGNALS) + " (exit code " + exit + ")"
                        : "exit code " + exit;
        };
    }

    /** The last words, which most programs use to say what is wrong. */
    private static String endOf(OutputTail errors) {
        String text = errors.text().strip();
        if (text.isEmpty()) {
            return "";
        }
        return ": "
                + (text.length() <= LONGEST_ERROR_END ? text : "…" + text.substring(text.length() - LONGEST_ERROR_END));
    }

    /** The last line that is not blank: as it is when it is a JSON object, else as text; null when there is none. */
    private static String result(OutputTail output) {
        String line = output.lastLine();
        if (line == null) {
            return null;
        }
        if (!output.lastLineIsCut() && line.startsWith("{")) {
            String object = object(line);
            if (object != null) {
                return object;
            }
        }
        return StorableJson.write(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…");
    }

    /** Null when it is none, or longer than a result may be. */
    private static String object(String line) {
        try {
            JsonValue value = Json.value(line);
            String json = value instanceof JsonObject ? StorableJson.write(value) : null;
            return json == null || json.getBytes(StandardCharsets.UTF_8).length > LONGEST_RESULT ? null : json;
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }
}
