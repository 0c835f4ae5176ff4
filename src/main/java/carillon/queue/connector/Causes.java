package carillon.queue.connector;

/** What a log line or a message says of a failure: its deepest cause. */
final class Causes {

    private Causes() {}

    static String of(Throwable failure) {
        Throwable deepest = deepest(failure);
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }

    static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable below = failure; below != null; below = below(below)) {
            deepest = below;
        }
        return deepest;
    }

    /** Jedis hangs what the socket said on its own exception as a suppressed one. */
    private static Throwable below(Throwable failure) {
        if (failure.getCause() == null && failure.getSuppressed().length > 0) {
            return failure.getSuppressed()[0];
        }
        return failure.getCause();
    }
}
