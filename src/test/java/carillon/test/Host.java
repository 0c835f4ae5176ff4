package carillon.test;

/**
 * One end of a wire.
 *
 * @param member the member's number; 0 for what is no member
 */
public record Host(String name, int member) {

    public static final Host POSTGRES = new Host("PostgreSQL", 0);
    public static final Host REDIS = new Host("Redis", 0);

    /** Where tests run, and what they let members call. */
    public static final Host CALLERS = new Host("callers", 0);

    /** @param number 1 for the first */
    public static Host member(int number) {
        return new Host("member " + number, number);
    }

    boolean isMember() {
        return member > 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
