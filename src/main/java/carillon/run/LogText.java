package carillon.run;

/**
 * A part of a run's log as people read it.
 *
 * @param text empty when there is nothing more for now; a line in it says where bytes were left out
 * @param end how many bytes of the log lie before what follows, those included that were left out: where to read on
 */
public record LogText(String text, long end) {}
