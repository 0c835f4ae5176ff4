package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {

    private static final List<String> SYSTEMS = List.of("db-scheduler", "quartz", "limit");

    @Test
    void each_round_another_system_begins() {
        assertThat(Contest.order(SYSTEMS, 1)).containsExactly("db-scheduler", "quartz", "limit");
        assertThat(Contest.order(SYSTEMS, 2)).containsExactly("quartz", "limit", "db-scheduler");
        assertThat(Contest.order(SYSTEMS, 3)).containsExactly("limit", "db-scheduler", "quartz");
        assertThat(Contest.order(SYSTEMS, 4)).isEqualTo(Contest.order(SYSTEMS, 1));
    }

    @Test
    void nobody_is_in_any_order() {
        assertThat(Contest.order(List.of(), 2)).isEmpty();
    }
}
