package carillon.handler;

/**
 * How the HTTP calls of this member stand now.
 *
 * @param active calls under way
 * @param waiting calls that wait until their host has fewer
 * @param openBreakers hosts that are left alone because they did not answer
 */
public record HttpStanding(int active, int waiting, int openBreakers) {

    static final HttpStanding NONE = new HttpStanding(0, 0, 0);

    HttpStanding plus(HttpStanding other) {
        return new HttpStanding(active + other.active, waiting + other.waiting, openBreakers + other.openBreakers);
    }
}
