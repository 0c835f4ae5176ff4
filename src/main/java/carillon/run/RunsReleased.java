package carillon.run;

import java.util.List;

/**
 * Runs that waited for a place of their key have one: they are to be handed out. Fired as a CDI event after the commit.
 *
 * @param runs never empty
 */
public record RunsReleased(List<DueRun> runs) {}
