package carillon.worker;

import carillon.platform.Loop;
import java.util.List;

/**
 * How this member's worker stands now; a CDI bean that is read anew at each {@code Instance.get()}.
 *
 * @param slots attempts it performs at once; 0 without the role
 * @param active attempts under way
 * @param loops those whose coming round shows that the worker works; none without the role
 */
public record WorkerStatus(State state, int slots, int active, List<Loop> loops) {

    /** What the worker does with runs that are handed to it. */
    public enum State {
        /** The member has not the role. */
        ABSENT,
        /** It claims them. */
        OPEN,
        /** It was asked to claim nothing more. */
        DRAINING,
        /** It claims nothing until its heartbeats reach the database again. */
        CUT_OFF,
        /** The member is being stopped. */
        STOPPING
    }
}
