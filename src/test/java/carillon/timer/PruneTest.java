package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Members;
import carillon.run.PruneRepository;
import carillon.run.RunPartitions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PruneTest {

    private int turn;
    private final List<Integer> pruned = new java.util.ArrayList<>();

    @Test
    void it_deletes_at_its_first_turn_and_then_as_often_as_it_is_set_to() {
        assertThat(turnsOf(Duration.ofMinutes(3), 8)).containsExactly(0, 3, 6);
    }

    @Test
    void what_is_less_than_a_minute_more_is_left_out() {
        assertThat(turnsOf(Duration.ofSeconds(119), 3)).containsExactly(0, 1, 2);
    }

    private List<Integer> turnsOf(Duration between, int turns) {
        Prune prune =
                new Prune(
                        new RunPartitions(null, null) {
                            @Override
                            public void ensureComing() {}
                        },
                        new PruneRepository(null),
                        new NoMembers(),
                        between) {
                    @Override
                    void prune() {
                        pruned.add(turn);
                    }
                };
        IntStream.range(0, turns).forEach(each -> {
            turn = each;
            assertThat(prune.turn()).isEqualTo(Duration.ofMinutes(1));
        });
        return pruned;
    }

    /** None is gone. */
    private static final class NoMembers extends Members {
        @Override
        public void forgetGone() {}
    }
}
