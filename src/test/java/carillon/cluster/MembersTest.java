package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.DatabaseClock;
import carillon.platform.SettingsMark;
import carillon.test.TestStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembersTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final TestStore store = TestStore.empty();
    private final LocalMember local = new LocalMember();
    private final ClusterRepository repository = new ClusterRepository(store.database());
    private final PulseRepository pulses =
            new PulseRepository(store.database(), new DatabaseClock(null), new SettingsMark());
    private final LeavingCluster cluster = new LeavingCluster(local);
    private final Members members = new Members(repository, cluster, local);
    private UUID other;

    @BeforeEach
    void register() {
        pulses.register(local, UUID.randomUUID(), false);
        other = store.member();
    }

    @Test
    void a_member_whose_heartbeat_stopped_for_ten_seconds_is_given_up() {
        silentFor("11 seconds");

        assertThat(members.giveUpSilent(LONG)).containsExactly(other);
        assertThat(members.giveUpSilent(LONG)).isEmpty();
        look();
        assertThat(members.gone()).containsExactly(other);
    }

    @Test
    void one_that_hazelcast_still_sees_is_not_given_up_after_three() {
        silentFor("3 seconds");

        assertThat(members.giveUpSilent(LONG)).isEmpty();
    }

    @Test
    void one_that_hazelcast_saw_leave_is() {
        silentFor("3 seconds");
        cluster.left = other;

        assertThat(members.giveUpSilent(LONG)).containsExactly(other);
    }

    @Test
    void no_silence_counts_that_is_longer_than_the_database_was_in_reach() {
        silentFor("1 hour");

        assertThat(members.giveUpSilent(Duration.ofSeconds(9))).isEmpty();
        assertThat(members.giveUpSilent(Duration.ofSeconds(11))).containsExactly(other);
    }

    @Test
    void a_member_never_gives_itself_up() {
        store.execute(
                "update member set heartbeat_at = clock_timestamp() - interval '1 hour' where id = ?", local.id());
        cluster.observe(
                new ClusterView(List.of(Rows.up(local.id(), UUID.randomUUID(), LONG, "timer")), Rows.lease(0, null)),
                System.nanoTime());

        assertThat(members.giveUpSilent(LONG)).isEmpty();
    }

    @Test
    void a_heartbeat_since_the_view_was_taken_counts() {
        silentFor("11 seconds");
        store.execute("update member set heartbeat_at = clock_timestamp() where id = ?", other);

        assertThat(members.giveUpSilent(LONG)).isEmpty();
    }

    @Test
    void the_list_names_the_active_timer_with_its_epoch() {
        repository.take(other, Duration.ZERO);
        look();

        MemberStatus timer =
                members.list().stream().filter(MemberStatus::timer).findFirst().orElseThrow();
        assertThat(timer.id()).isEqualTo(other);
        assertThat(timer.epoch()).isEqualTo(1);
        assertThat(members.list())
                .hasSize(2)
                .filteredOn(member -> !member.timer())
                .allMatch(m -> m.epoch() == null);
    }

    @Test
    void draining_is_written_down() {
        members.draining(true);
        assertThat(store.value("select state from member where id = ?", local.id()))
                .isEqualTo("draining");

        members.draining(false);
        assertThat(store.value("select state from member where id = ?", local.id()))
                .isEqualTo("up");
    }

    @Test
    void this_member_shows_it_at_once_and_does_not_forget_it_for_what_the_database_was_asked_before() {
        look();
        long asked = System.nanoTime();
        ClusterView earlier =
                pulses.pulse(local.id(), UUID.randomUUID(), 0, 0, false).view();

        members.draining(true);
        assertThat(state(local.id())).isEqualTo("draining");

        cluster.observe(earlier, asked);
        assertThat(state(local.id())).isEqualTo("draining");
        store.execute("update member set state = 'up' where id = ?", local.id());
        look();
        assertThat(state(local.id())).isEqualTo("up");
    }

    @Test
    void who_is_gone_does_not_drain() {
        cluster.observe(new ClusterView(List.of(Rows.gone(other, UUID.randomUUID())), Rows.lease(0, null)), 0);

        cluster.observe(other, MemberRow.DRAINING);

        assertThat(state(other)).isEqualTo("gone");
    }

    private String state(UUID id) {
        return members.list().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void silentFor(String interval) {
        store.execute("update member set heartbeat_at = clock_timestamp() - ?::interval where id = ?", interval, other);
        look();
    }

    private void look() {
        cluster.observe(pulses.pulse(local.id(), UUID.randomUUID(), 0, 0, false).view(), System.nanoTime());
    }

    private static final class LeavingCluster extends Cluster {

        private UUID left;

        LeavingCluster(LocalMember local) {
            super(null, local);
        }

        @Override
        boolean hasLeft(UUID member) {
            return member.equals(left);
        }
    }
}
