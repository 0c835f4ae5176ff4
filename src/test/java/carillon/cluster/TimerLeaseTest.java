package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.platform.DatabaseClock;
import carillon.platform.DatabaseUnavailableException;
import carillon.platform.SettingsMark;
import carillon.test.TestStore;
import carillon.test.Told;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimerLeaseTest {

    private final TestStore store = TestStore.empty();
    private final BlockableRepository repository = new BlockableRepository(store);
    private final ClusterRepository others = new ClusterRepository(store.database());
    private final LocalMember local = new LocalMember();
    private final FixedCluster cluster = new FixedCluster(local);
    private final Told<TimerLease.Change> told = new Told<>();
    private final Agenda agenda = new Agenda();
    private final TimerLease lease = new TimerLease(others, cluster, local, agenda, told);
    private final Heartbeat heartbeat = new Heartbeat(repository, cluster, local, lease, new Told<>());

    @Test
    void without_a_nomination_nothing_is_taken() {
        cluster.nominated = false;

        turn();

        assertThat(lease.held()).isFalse();
        assertThat(lease.trusted()).isEmpty();
        assertThat(told.all()).isEmpty();
    }

    @Test
    void a_nominee_takes_a_free_lease_and_says_so() {
        turn();

        assertThat(lease.trusted()).hasValue(1);
        assertThat(lease.epoch()).isEqualTo(1);
        assertThat(told.all()).containsExactly(new TimerLease.Change(true, 1));
        assertThat(cluster.view().lease().owner()).isEqualTo(local.id());
    }

    @Test
    void a_lease_that_another_renews_is_left_to_it() {
        UUID other = store.member();
        others.take(other, Duration.ofSeconds(3));
        cluster.observe(new ClusterView(List.of(), Rows.lease(1, other)), System.nanoTime());

        turn();

        assertThat(lease.held()).isFalse();
    }

    @Test
    void of_an_owner_that_hazelcast_has_seen_leave_the_lease_is_taken_sooner() {
        UUID other = store.member();
        others.take(other, Duration.ofSeconds(3));
        store.execute("update timer_lease set renewed_at = clock_timestamp() - interval '1200 milliseconds'");
        cluster.observe(new ClusterView(List.of(), Rows.lease(1, other)), System.nanoTime());
        cluster.hasLeft = false;
        turn();
        assertThat(lease.held()).isFalse();

        cluster.hasLeft = true;
        turn();

        assertThat(lease.trusted()).hasValue(2);
    }

    @Test
    void a_lease_that_another_has_taken_is_lost_and_that_is_told_once() {
        turn();
        store.execute("update timer_lease set renewed_at = clock_timestamp() - interval '1 hour'");
        others.take(store.member(), Duration.ofSeconds(3));

        turn();

        assertThat(lease.held()).isFalse();
        assertThat(lease.trusted()).isEmpty();
        assertThat(told.all()).containsExactly(new TimerLease.Change(true, 1), new TimerLease.Change(false, 1));
    }

    @Test
    void while_renewals_fail_it_is_held_but_soon_not_trusted_and_trusted_again_after_one() {
        turn();
        repository.away = true;

        await().until(() -> {
            turn();
            return lease.trusted().isEmpty();
        });
        assertThat(lease.held()).isTrue();
        repository.away = false;
        turn();

        assertThat(lease.trusted()).hasValue(1);
        assertThat(told.all()).hasSize(1);
    }

    @Test
    void a_renewal_that_hangs_does_not_prolong_the_trust() throws Exception {
        turn();
        repository.hang = new CountDownLatch(1);
        CompletableFuture<Void> hanging = CompletableFuture.runAsync(this::turn);

        // Longer than the trust, counted from a question that a busy machine may have asked late.
        await().pollDelay(Duration.ofSeconds(2)).until(() -> lease.trusted().isEmpty());

        repository.hang.countDown();
        hanging.get();
        assertThat(lease.trusted()).as("the answer is as old as its question").isEmpty();
    }

    /** The one thing that must never be: two members that both trust their lease. */
    @Test
    void nobody_takes_the_lease_while_its_owner_trusts_it() {
        UUID other = store.member();
        for (int round = 0; round < 3; round++) {
            turn();
            assertThat(lease.trusted()).isPresent();
            long mine = lease.epoch();

            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                boolean taken = others.take(other, Duration.ofSeconds(1)).isPresent();
                if (taken) {
                    assertThat(lease.trusted()).isEmpty();
                }
                return taken;
            });

            others.release(other, mine + 1);
            turn();
            assertThat(lease.held()).isFalse();
        }
    }

    @Test
    void stepping_down_frees_the_lease_and_leaves_it_to_others_for_a_while() {
        cluster.others = 1;
        turn();

        lease.stepDown();
        turn();

        assertThat(lease.held()).isFalse();
        assertThat(others.take(store.member(), Duration.ofSeconds(3))).hasValue(2);
    }

    @Test
    void a_member_that_is_alone_takes_its_lease_back_at_once() {
        cluster.others = 0;
        turn();

        lease.stepDown();
        turn();

        assertThat(lease.trusted()).hasValue(2);
    }

    @Test
    void stepping_down_while_a_renewal_is_under_way_is_told_once() throws Exception {
        cluster.others = 1;
        turn();
        repository.hang = new CountDownLatch(1);
        CompletableFuture<Void> renewing = CompletableFuture.runAsync(this::turn);
        await().until(() -> repository.hanging);

        lease.stepDown();
        repository.hang.countDown();
        renewing.get();

        assertThat(told.all()).containsExactly(new TimerLease.Change(true, 1), new TimerLease.Change(false, 1));
        assertThat(lease.held()).isFalse();
    }

    @Test
    void releasing_what_is_not_held_does_nothing() {
        others.take(store.member(), Duration.ofSeconds(3));

        lease.release();

        assertThat(store.value("select owner is not null from timer_lease")).isEqualTo(true);
        assertThat(told.all()).isEmpty();
    }

    /** What the loops of a member do: the one takes the lease, the other renews it. */
    private void turn() {
        if (!lease.held()) {
            lease.turn();
            return;
        }
        try {
            heartbeat.beat();
        } catch (DatabaseUnavailableException e) {
            assertThat(repository.away).isTrue();
        }
    }

    private static final class FixedCluster extends Cluster {

        private final MemberRow mine;
        private volatile boolean nominated = true;
        private volatile boolean hasLeft;
        private volatile int others = 1;

        FixedCluster(LocalMember local) {
            super(null, local);
            mine = Rows.up(local.id(), UUID.randomUUID(), Duration.ZERO, "timer");
        }

        @Override
        List<MemberRow> reachable() {
            MemberRow other = Rows.up(UUID.randomUUID(), UUID.randomUUID(), Duration.ZERO, "timer");
            return others == 0 ? List.of(mine) : List.of(mine, other);
        }

        @Override
        UUID localHazelcastId() {
            return mine.hazelcast();
        }

        @Override
        boolean nominated() {
            return nominated;
        }

        @Override
        boolean hasLeft(UUID member) {
            return hasLeft;
        }
    }

    private static final class BlockableRepository extends PulseRepository {

        private volatile boolean away;
        private volatile CountDownLatch hang = new CountDownLatch(0);
        private volatile boolean hanging;

        BlockableRepository(TestStore store) {
            super(store.database(), new DatabaseClock(null), new SettingsMark());
        }

        @Override
        Pulse pulse(UUID member, UUID hazelcast, int active, long epoch, boolean look) {
            if (away) {
                throw new DatabaseUnavailableException(new SQLException("gone", "08006"));
            }
            Pulse pulse = super.pulse(member, hazelcast, active, epoch, look);
            try {
                hanging = hang.getCount() > 0;
                hang.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return pulse;
        }
    }
}
