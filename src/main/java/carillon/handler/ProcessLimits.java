package carillon.handler;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one process may use up, by the operating system's count: each process of an attempt by itself.
 *
 * @param memory address space, MiB; 0 for no bound
 * @param cpuTime on all processors together, whole seconds
 */
record ProcessLimits(int memory, Duration cpuTime) {

    /** What a job asks for that is more than these. */
    List<FieldError> check(ProcessHandlerSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        if (spec.memory() != null && memory > 0 && spec.memory() > memory) {
            errors.add(
                    new FieldError("memory", "is at most " + memory + " MiB on this member (carillon.process.memory)"));
        }
        if (spec.cpuTime() != null && spec.cpuTime().compareTo(cpuTime) > 0) {
            errors.add(
                    new FieldError("cpuTime", "is at most " + cpuTime + " on this member (carillon.process.cpu-time)"));
        }
        return errors;
    }

    /** Those of a job, never more than these: it may have been accepted by a member that allows more. */
    ProcessLimits of(ProcessHandlerSpec spec) {
        int asked = spec.memory() == null ? memory : spec.memory();
        Duration time = spec.cpuTime() == null || spec.cpuTime().compareTo(cpuTime) > 0 ? cpuTime : spec.cpuTime();
        return new ProcessLimits(memory > 0 ? Math.min(asked, memory) : asked, time);
    }
}
