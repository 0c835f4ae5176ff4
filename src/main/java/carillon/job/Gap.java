package carillon.job;

import jakarta.json.bind.annotation.JsonbTypeAdapter;

/** What becomes of a local time that does not exist, because clocks were put forward over it. */
@JsonbTypeAdapter(Gap.Json.class)
public enum Gap {
    /** It counts as the first local time that exists again: 02:30 in a gap from 02:00 to 03:00 is 03:00. */
    NEXT_VALID,
    /** It has no instant. */
    SKIP,
    /** It is put forward by the length of the gap: 02:30 in a gap from 02:00 to 03:00 is 03:30. */
    SHIFT;

    /** Written as {@code next-valid}, {@code skip} and {@code shift}. */
    public static final class Json extends ContractWord<Gap> {

        public Json() {
            super("gap", Gap.class);
        }
    }
}
