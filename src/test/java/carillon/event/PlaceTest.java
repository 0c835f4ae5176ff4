package carillon.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    private static final UUID ONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID TWO = UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff");

    @Property
    void what_is_written_is_read_again(
            @ForAll @LongRange(min = 0) long first, @ForAll @LongRange(min = 0) long second) {
        Place place = new Place(Map.of(ONE, first >>> 4, TWO, second >>> 4));

        assertThat(Place.read(place.text())).contains(place);
    }

    @Test
    void a_member_that_has_not_answered_yet_is_not_written() {
        assertThat(Place.read(Place.NONE.at(ONE, 7).at(TWO, -1).text())).contains(Place.NONE.at(ONE, 7));
        assertThat(Place.NONE.at(TWO, -1).text()).isNull();
    }

    @Test
    void a_member_that_has_gone_is_forgotten() {
        Place place = Place.NONE.at(ONE, 7).at(TWO, 8).without(TWO);

        assertThat(place.of(ONE)).isEqualTo(7);
        assertThat(place.of(TWO)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17",
                "AAAAAAAAQACAAAAAAAAAAQ",
                "AAAAAAAAQACAAAAAAAAAAQ.-1",
                "AAAAAAAAQACAAAAAAAAAAQ.1~",
                "AAAAAAAAQACAAAAAAAAAAQ.zzzzzzzzzzzzz",
                "AAAAAAAA/ACAAAAAAAAAAQ.1"
            })
    void what_nobody_wrote_is_not_read(String text) {
        assertThat(Place.read(text)).isEmpty();
    }

    @Test
    void an_endless_text_is_not_read() {
        assertThat(Place.read("AAAAAAAAQACAAAAAAAAAAQ.1~".repeat(1_000))).isEmpty();
    }
}
