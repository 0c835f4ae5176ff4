package carillon.event;

/**
 * What is sent to a listener at once.
 *
 * @param id the listener's place after it; null for the one before
 * @param name of the event; null for a sign of life, which is none
 * @param data JSON text; null for a sign of life
 */
public record Frame(String id, String name, String data) {

    /** Not an event: it shows that the connection is alive, and takes the listener's place along. */
    static Frame signOfLife(Place place) {
        return new Frame(place == null ? null : place.text(), null, null);
    }
}
