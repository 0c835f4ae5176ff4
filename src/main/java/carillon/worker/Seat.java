package carillon.worker;

import java.util.concurrent.atomic.AtomicReference;

/** What an attempt takes up: a slot until it only waits, then a place among those that wait, should there be one. */
final class Seat {

    private final Runnable slotFree;
    private final WaitingPlaces places;
    private final AtomicReference<State> state = new AtomicReference<>(State.SLOT);

    /**
     * @param slotFree gives the slot back; called once
     */
    Seat(Runnable slotFree, WaitingPlaces places) {
        this.slotFree = slotFree;
        this.places = places;
    }

    /** The attempt holds no thread from now on. */
    void waits() {
        if (!places.take()) {
            return;
        }
        if (state.compareAndSet(State.SLOT, State.PLACE)) {
            slotFree.run();
        } else {
            places.release();
        }
    }

    /** The attempt takes up nothing any more. */
    void end() {
        State was = state.getAndSet(State.ENDED);
        if (was == State.SLOT) {
            slotFree.run();
        } else if (was == State.PLACE) {
            places.release();
        }
    }

    private enum State {
        SLOT,
        PLACE,
        ENDED
    }
}
