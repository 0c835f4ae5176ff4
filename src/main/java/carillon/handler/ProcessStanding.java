package carillon.handler;

/**
 * How the programs of this member stand now.
 *
 * @param slots how many it runs at once; 0 when it allows none
 * @param active attempts that have one of them
 * @param waiting attempts that wait for one, in slots of the worker
 */
public record ProcessStanding(int slots, int active, int waiting) {

    static final ProcessStanding NONE = new ProcessStanding(0, 0, 0);
}
