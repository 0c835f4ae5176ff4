package carillon.job;

import jakarta.json.bind.annotation.JsonbTypeAdapter;

/** What a calendar does with the time it marks. */
@JsonbTypeAdapter(CalendarMode.Json.class)
public enum CalendarMode {
    /** Instants inside the marked time are no instants. */
    EXCLUDE,
    /** Instants outside of the marked time are no instants. */
    INCLUDE;

    /** Written as {@code exclude} and {@code include}. */
    public static final class Json extends ContractWord<CalendarMode> {

        public Json() {
            super("mode", CalendarMode.class);
        }
    }
}
