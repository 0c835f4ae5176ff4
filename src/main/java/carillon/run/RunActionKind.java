package carillon.run;

import java.util.EnumSet;
import java.util.Set;

/** What can be done to many runs at once; the constants are the words of the contract. */
public enum RunActionKind {
    /** Gives runs that are over, and have not succeeded, another chance. */
    retry(EnumSet.of(RunState.failed, RunState.cancelled)),
    /** Ends runs that are not final. */
    cancel(EnumSet.of(RunState.scheduled, RunState.active, RunState.retrying)),
    /** Takes from runs that are over what they carried and went through; their rows stay. */
    delete(EnumSet.of(RunState.succeeded, RunState.failed, RunState.cancelled, RunState.skipped));

    private final Set<RunState> states;

    RunActionKind(Set<RunState> states) {
        this.states = states;
    }

    /** The states that it changes. */
    public Set<RunState> states() {
        return Set.copyOf(states);
    }
}
