package carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerDrainTest {

    @Test
    void a_fast_peer_has_as_many_runs_as_carillon() {
        assertThat(PeerDrain.bounded(30_000, 3_000)).isEqualTo(30_000);
    }

    @Test
    void a_slow_one_has_more_than_it_performs_in_its_time_and_no_more_than_that_takes() {
        assertThat(PeerDrain.bounded(30_000, 200)).isEqualTo(10_000);
    }

    @Test
    void one_that_did_nothing_while_it_was_warmed_up_has_some() {
        assertThat(PeerDrain.bounded(30_000, 0)).isEqualTo(2_000);
        assertThat(PeerDrain.bounded(500, 0)).isEqualTo(500);
    }
}
