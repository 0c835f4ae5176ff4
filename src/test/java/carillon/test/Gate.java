package carillon.test;

/** Lets pass, or holds who comes until it is opened again. */
final class Gate {

    private boolean shut;

    synchronized void close() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** Returns at once when it is open. */
    synchronized void pass() throws InterruptedException {
        while (shut) {
            wait();
        }
    }
}
