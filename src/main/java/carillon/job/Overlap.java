package carillon.job;

import jakarta.json.bind.annotation.JsonbTypeAdapter;

/** What becomes of a local time that comes twice, because clocks were put back over it. */
@JsonbTypeAdapter(Overlap.Json.class)
public enum Overlap {
    /** Its earlier instant counts. */
    FIRST,
    /** Its later instant counts. */
    SECOND,
    /** Both instants count. */
    BOTH;

    /** Written as {@code first}, {@code second} and {@code both}. */
    public static final class Json extends ContractWord<Overlap> {

        public Json() {
            super("overlap", Overlap.class);
        }
    }
}
