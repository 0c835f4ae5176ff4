package carillon.test;

/** The wait between two looks at a server that starts. */
final class Pause {

    private static final long MILLIS = 50;

    private Pause() {}

    /** Ends at once when the thread is interrupted, which stays so. */
    static void briefly() {
        try {
            Thread.sleep(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while a server was starting", e);
        }
    }
}
