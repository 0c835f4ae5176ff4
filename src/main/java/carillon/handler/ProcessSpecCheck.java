package carillon.handler;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Says what keeps the program that a job asks for from being run; never repeats a value, which may be a secret. */
final class ProcessSpecCheck {

    static final int LEAST_MEMORY = 32;
    private static final int MOST_MEMORY = 1 << 24;
    private static final int MOST_WORDS = 200;
    private static final int MOST_VARIABLES = 50;
    private static final int LONGEST_VALUE = 4_000;
    private static final int LONGEST_IN_ALL = 64_000;
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);
    private static final Duration LONGEST_CPU_TIME = Duration.ofDays(30);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    /** Would have the allowed program, or those that start it, load or run another one. */
    private static final Pattern RESERVED = Pattern.compile("CARILLON_.*|LD_.*|GLIBC_TUNABLES|PATH|BASH_ENV|ENV");

    private final ProcessHandlerSpec spec;
    private final List<FieldError> errors = new ArrayList<>();

    ProcessSpecCheck(ProcessHandlerSpec spec) {
        this.spec = spec;
    }

    List<FieldError> errors() {
        checkCommand(spec.command());
        checkEnvironment(spec.environment());
        if (spec.timeout() != null && !within(spec.timeout(), Duration.ofMillis(1), LONGEST_TIMEOUT)) {
            refuse("timeout", "is PT0.001S to PT24H");
        }
        if (spec.memory() != null && (spec.memory() < LEAST_MEMORY || spec.memory() > MOST_MEMORY)) {
            refuse("memory", "is " + LEAST_MEMORY + " to " + MOST_MEMORY + " MiB");
        }
        if (spec.cpuTime() != null
                && (!within(spec.cpuTime(), Duration.ofSeconds(1), LONGEST_CPU_TIME)
                        || spec.cpuTime().getNano() != 0)) {
            refuse("cpuTime", "is whole seconds from PT1S to P30D");
        }
        return List.copyOf(errors);
    }

    private void checkCommand(List<String> command) {
        if (command.isEmpty() || command.get(0) == null || command.get(0).isBlank()) {
            refuse("command", "is required: the program, and then each of its arguments");
            return;
        }
        if (command.size() > MOST_WORDS) {
            refuse("command", "takes at most " + MOST_WORDS + " words");
        }
        int length = 0;
        for (int i = 0; i < command.size(); i++) {
            checkValue("command[" + i + "]", command.get(i));
            length += command.get(i) == null ? 0 : command.get(i).length();
        }
        if (length > LONGEST_IN_ALL) {
            refuse("command", "takes at most 64,000 characters in all: put the rest into the payload");
        }
    }

    private void checkEnvironment(Map<String, String> environment) {
        if (environment.size() > MOST_VARIABLES) {
            refuse("environment", "takes at most " + MOST_VARIABLES + " variables");
        }
        environment.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                refuse("environment", "takes names of letters, digits and '_', at most 100, no digit first");
            } else if (RESERVED.matcher(name).matches()) {
                refuse("environment." + name, "cannot be set by a job");
            } else {
                checkValue("environment." + name, value);
            }
        });
    }

    private void checkValue(String field, String value) {
        if (value == null) {
            refuse(field, "must not be null");
        } else if (value.length() > LONGEST_VALUE) {
            refuse(field, "takes at most 4,000 characters");
        } else if (value.indexOf('\0') >= 0) {
            refuse(field, "must not hold a NUL character");
        }
    }

    private static boolean within(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private void refuse(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
