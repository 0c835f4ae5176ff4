package carillon.run;

import java.util.List;

/**
 * Runs that are to be handed out, at once or within moments: those that waited for a place of their key and have one, and
 * those that another attempt follows. Fired as a CDI event after the commit.
 *
 * @param runs never empty
 */
public record RunsReleased(List<DueRun> runs) {}
