package carillon.worker;

import java.util.concurrent.atomic.AtomicReference;

/** What an attempt takes up: a slot until it only waits, then a place among those that wait, should there be one. */
final class Seat {

    private final SlotUse slot;
    private final WaitingPlaces places;
    private final AtomicReference<State> state = new AtomicReference<>(State.SLOT);

    Seat(SlotUse slot, WaitingPlaces places) {
        this.slot = slot;
        this.places = places;
    }

    /** The attempt holds no thread from now on. */
    void waits() {
        if (!places.take()) {
            return;
        }
        if (state.compareAndSet(State.SLOT, State.PLACE)) {
            slot.over(false);
        } else {
            places.release();
        }
    }

    /** The attempt takes up nothing any more. */
    void end() {
        State was = state.getAndSet(State.ENDED);
        if (was == State.SLOT) {
            slot.over(true);
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
