package carillon.job;

import jakarta.json.bind.annotation.JsonbTypeAdapter;

/** What becomes of an instant that a calendar excludes. */
@JsonbTypeAdapter(CalendarShift.Json.class)
public enum CalendarShift {
    /** It is left out. */
    NONE,
    /** It moves to the same local time of the next day on which no calendar of the job excludes that. */
    NEXT_DAY;

    /** Written as {@code none} and {@code next-day}. */
    public static final class Json extends ContractWord<CalendarShift> {

        public Json() {
            super("shift", CalendarShift.class);
        }
    }
}
