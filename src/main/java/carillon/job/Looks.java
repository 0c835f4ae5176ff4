package carillon.job;

/**
 * How much a search for instants may do: each question to a rule, and each question to a calendar about a moment, is a look.
 * Several searches may share them. Not safe for several threads.
 */
public final class Looks {

    private static final int IN_A_TURN = 10_000;
    private static final int IN_A_REQUEST = 500_000;

    private int most;
    private int taken;

    private Looks(int most) {
        this.most = most;
    }

    /** A few milliseconds of work: what one job may take of a turn that many jobs share. */
    public static Looks ofTurn() {
        return of(IN_A_TURN);
    }

    /** Less than about a second of work: what one request may take. */
    public static Looks ofRequest() {
        return of(IN_A_REQUEST);
    }

    static Looks of(int most) {
        return new Looks(most);
    }

    void take(int looks) {
        taken += looks;
    }

    /** So many of those taken were needed before a search could get on at all: they do not count. */
    void excuse(int looks) {
        most += looks;
    }

    boolean spent() {
        return taken >= most;
    }

    /** How many there were so far, excused ones among them. */
    int taken() {
        return taken;
    }
}
