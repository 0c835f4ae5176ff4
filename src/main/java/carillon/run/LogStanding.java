package carillon.run;

/**
 * How a run's log stands.
 *
 * @param length its bytes, those included that were left out
 * @param ended true when the run is final: its lines are written before it is, so that this is all
 */
public record LogStanding(long length, boolean ended) {}
