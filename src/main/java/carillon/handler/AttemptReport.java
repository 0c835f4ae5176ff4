package carillon.handler;

/**
 * Where an attempt tells how it goes while it lasts. Any thread may tell; none waits for the database, and nothing is thrown.
 * What is told is written a few times a second, and may be lost with the member that has not written it yet.
 */
public interface AttemptReport {

    /** Keeps nothing. */
    AttemptReport NONE = new AttemptReport() {
        @Override
        public void log(String text) {}

        @Override
        public void progress(double fraction, String message) {}
    };

    /**
     * Adds to the run's log, with the time before each line.
     *
     * @param text one line or several; null is none
     */
    void log(String text);

    /**
     * Says how far the attempt is; only the last word counts.
     *
     * @param fraction 0 to 1; what lies outside is brought inside
     * @param message one line for people, cut to 500 characters; null for none
     */
    void progress(double fraction, String message);

    /** Says that the attempt only waits from now on, and holds no thread. */
    default void waiting() {}
}
