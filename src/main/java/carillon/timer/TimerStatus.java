package carillon.timer;

import carillon.platform.Loop;
import java.util.List;

/**
 * How this member's timer stands now; a CDI bean that is read anew at each {@code Instance.get()}.
 *
 * @param active true while this member holds the lease and can trust that it still does
 * @param epoch of the lease it holds; 0 for none
 * @param loops those whose coming round shows that the timer works; none on a member that does not hold the lease
 */
public record TimerStatus(boolean active, long epoch, List<Loop> loops) {}
