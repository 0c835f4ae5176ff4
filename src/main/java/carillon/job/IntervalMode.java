package carillon.job;

import jakarta.json.bind.annotation.JsonbTypeAdapter;

/** What an interval is counted from. */
@JsonbTypeAdapter(IntervalMode.Json.class)
public enum IntervalMode {
    /** The anchor. */
    FIXED_RATE,
    /** The end of the run before. */
    FIXED_DELAY;

    /** Written as {@code fixed-rate} and {@code fixed-delay}. */
    public static final class Json extends ContractWord<IntervalMode> {

        public Json() {
            super("mode", IntervalMode.class);
        }
    }
}
