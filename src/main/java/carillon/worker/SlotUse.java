package carillon.worker;

/** The place that a run takes up from its claim on. */
@FunctionalInterface
interface SlotUse {

    /**
     * It takes up no place any more. Called once, on any thread.
     *
     * @param ended true when its attempt has ended, false when it only waits for an answer or has not begun
     */
    void over(boolean ended);
}
