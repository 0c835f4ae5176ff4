package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {

    private static final String GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void one_that_holds_is_kept_as_it_is() {
        assertThat(Traceparent.read(GIVEN)).isEqualTo(GIVEN);
        assertThat(Traceparent.read(" " + GIVEN + " ")).isEqualTo(GIVEN);
    }

    @Test
    void of_a_later_version_is_kept_what_is_known() {
        assertThat(Traceparent.read("cc" + GIVEN.substring(2) + "-what-comes")).isEqualTo(GIVEN);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "nothing",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
            })
    void one_that_does_not_hold_is_none(String header) {
        assertThat(Traceparent.read(header)).isNull();
    }

    @Test
    void that_of_a_run_holds_and_is_always_the_same() {
        UUID run = UUID.fromString("0190a5d2-7c1e-7b3a-9f00-3c6f1a2b4d5e");

        assertThat(Traceparent.ofRun(run)).isEqualTo("00-0190a5d27c1e7b3a9f003c6f1a2b4d5e-9f003c6f1a2b4d5e-01");
        assertThat(Traceparent.read(Traceparent.ofRun(run))).isEqualTo(Traceparent.ofRun(run));
    }

    @Test
    void that_of_a_request_is_known_on_its_thread_until_it_is_left() {
        Traceparent.enter(GIVEN);
        assertThat(Traceparent.current()).isEqualTo(GIVEN);

        Traceparent.enter(null);
        assertThat(Traceparent.current()).isNull();
    }
}
