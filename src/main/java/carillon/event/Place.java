package carillon.event;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** How far a listener has come: the number of the last event of each member that it need not hear again. */
record Place(Map<UUID, Long> numbers) {

    /** Longer ones are none of ours: room for 150 members. */
    private static final int LONGEST = 5_000;

    static final Place NONE = new Place(Map.of());

    private static final int RADIX = 36;
    private static final int ID_BYTES = 16;
    private static final String OF_ONE = "[A-Za-z0-9_-]{22}\\.[0-9a-z]{1,12}";

    Place {
        numbers = Map.copyOf(numbers);
    }

    /** The same with another number for that member. */
    Place at(UUID member, long number) {
        Map<UUID, Long> changed = new TreeMap<>(numbers);
        changed.put(member, number);
        return new Place(changed);
    }

    Place without(UUID member) {
        Map<UUID, Long> changed = new TreeMap<>(numbers);
        changed.remove(member);
        return new Place(changed);
    }

    /** Null when the member is none of those it knows. */
    Long of(UUID member) {
        return numbers.get(member);
    }

    /** What {@link #read} understands; without members of which no number is known yet. Null when there is nothing to say. */
    String text() {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(numbers).forEach((member, number) -> {
            if (number >= 0) {
                parts.add(text(member) + "." + Long.toString(number, RADIX));
            }
        });
        return parts.isEmpty() ? null : String.join("~", parts);
    }

    /** Empty when the text is none that {@link #text} gave. */
    static Optional<Place> read(String text) {
        Map<UUID, Long> numbers = new TreeMap<>();
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        for (String part : text.split("~", -1)) {
            if (!part.matches(OF_ONE)) {
                return Optional.empty();
            }
            int dot = part.indexOf('.');
            numbers.put(member(part.substring(0, dot)), Long.parseLong(part.substring(dot + 1), RADIX));
        }
        return Optional.of(new Place(numbers));
    }

    private static String text(UUID member) {
        byte[] bytes = ByteBuffer.allocate(ID_BYTES)
                .putLong(member.getMostSignificantBits())
                .putLong(member.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID member(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
