package carillon.worker;

import carillon.handler.HttpStanding;
import carillon.handler.ProcessStanding;
import carillon.platform.Loop;
import java.util.List;

/**
 * How this member's worker stands now; a CDI bean that is read anew at each {@code Instance.get()}.
 *
 * @param slots attempts it performs at once; 0 without the role
 * @param active attempts in its slots; those that only wait for an answer are elsewhere
 * @param calls those of targets over HTTP
 * @param programs those that it runs
 * @param loops those whose coming round shows that the worker works; none without the role
 */
public record WorkerStatus(State state, int slots, int active, Calls calls, Programs programs, List<Loop> loops) {

    /**
     * Calls of targets over HTTP.
     *
     * @param active under way
     * @param waiting until their target has fewer
     * @param openBreakers targets that are left alone because they did not answer
     */
    public record Calls(int active, int waiting, int openBreakers) {

        static final Calls NONE = new Calls(0, 0, 0);

        static Calls of(HttpStanding standing) {
            return new Calls(standing.active(), standing.waiting(), standing.openBreakers());
        }
    }

    /**
     * Programs.
     *
     * @param slots how many the member runs at once; 0 when it allows none
     * @param active attempts that have one of them
     * @param waiting attempts that wait for one, in slots of the worker
     */
    public record Programs(int slots, int active, int waiting) {

        static final Programs NONE = new Programs(0, 0, 0);

        static Programs of(ProcessStanding standing) {
            return new Programs(standing.slots(), standing.active(), standing.waiting());
        }
    }

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
