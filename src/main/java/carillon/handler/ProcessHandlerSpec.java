package carillon.handler;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a program of the operating system with the payload on its standard input.
 *
 * @param command the program, which the member's configuration must allow, and its arguments; never read by a shell
 * @param environment variables of the program, besides those that each has; empty by default
 * @param timeout after this long the program is ended and the attempt has failed; null for the job's limits alone
 * @param memory of each of its processes at most (address space), MiB; null for what the member allows
 * @param cpuTime of each of its processes at most, whole seconds; null for what the member allows
 */
public record ProcessHandlerSpec(
        List<String> command, Map<String, String> environment, Duration timeout, Integer memory, Duration cpuTime)
        implements HandlerSpec {

    public ProcessHandlerSpec {
        // No copies that refuse null: a null element is for check() to name.
        command = command == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(command));
        environment = environment == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    @Override
    public List<FieldError> check() {
        return new ProcessSpecCheck(this).errors();
    }
}
