package carillon.worker;

import java.util.concurrent.Semaphore;

/**
 * Where attempts are that only wait for an answer: they hold no thread, so they leave their slot to others. An attempt that
 * finds no place keeps its slot.
 */
final class WaitingPlaces {

    private final int size;
    private final Semaphore free;

    WaitingPlaces(int size) {
        this.size = size;
        this.free = new Semaphore(size);
    }

    boolean take() {
        return free.tryAcquire();
    }

    void release() {
        free.release();
    }

    int taken() {
        return size - free.availablePermits();
    }
}
