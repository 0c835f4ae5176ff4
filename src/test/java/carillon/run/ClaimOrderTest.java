package carillon.run;

import static carillon.run.ClaimKind.FREE;
import static carillon.run.ClaimKind.KEYED;
import static carillon.run.ClaimKind.LIMITED;
import static carillon.run.ClaimKind.LIMITED_KEYED;
import static carillon.run.ClaimKind.LONE;
import static carillon.run.ClaimKind.RATED;
import static carillon.run.ClaimKind.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** In which order kinds of claims are asked after what they took. */
class ClaimOrderTest {

    private static final Set<ClaimKind> UNLIMITED = EnumSet.range(FREE, KEYED);

    private final ClaimOrder order = new ClaimOrder();

    @Test
    void at_first_there_is_no_claim_in_vain_for_what_has_no_key() {
        assertThat(order.of(UNLIMITED)).containsExactly(FREE, KEYED);
    }

    @Test
    void after_a_decision_that_found_nobody_else_lone_ones_are_asked_for() {
        took(KEYED, false);

        assertThat(order.of(UNLIMITED)).containsExactly(LONE, FREE, KEYED);
        took(LONE, false);
        assertThat(order.of(UNLIMITED)).containsExactly(LONE, FREE, KEYED);
    }

    @Test
    void where_keys_are_contended_a_claim_is_one_decision() {
        took(KEYED, true);
        assertThat(order.of(UNLIMITED)).containsExactly(KEYED, FREE);

        took(KEYED, false);
        took(KEYED, true); // Of what a lone claim has left.
        assertThat(order.of(UNLIMITED)).containsExactly(KEYED, FREE);
    }

    @Test
    void what_a_lone_claim_left_is_decided_about_the_next_time_too() {
        took(KEYED, false);

        took(KEYED, false); // As of a job of whose runs one is paused.

        assertThat(order.of(UNLIMITED)).containsExactly(KEYED, FREE);
    }

    @Test
    void runs_without_a_key_between_them_do_not_make_it_forget() {
        took(KEYED, false);
        took(FREE, false);

        assertThat(order.of(UNLIMITED)).containsExactly(FREE, LONE, KEYED);
    }

    @Test
    void of_kinds_for_the_same_runs_the_cheapest_comes_first() {
        took(LIMITED, false);

        assertThat(order.of(EnumSet.allOf(ClaimKind.class)))
                .containsExactly(RESERVED, FREE, KEYED, RATED, LIMITED, LIMITED_KEYED);
        assertThat(order.of(EnumSet.of(FREE, KEYED, LIMITED, LIMITED_KEYED)))
                .containsExactly(LIMITED, FREE, KEYED, LIMITED_KEYED);
        assertThat(order.of(UNLIMITED)).containsExactly(FREE, KEYED);
    }

    private void took(ClaimKind kind, boolean contended) {
        Decided decided = Decided.nothing();
        UUID run = UUID.randomUUID();
        decided.ids().add(run);
        if (contended) {
            decided.contended().add(run);
        }
        List<ClaimKind> asked = order.of(UNLIMITED);
        order.took(kind, decided, asked);
    }
}
