package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final TestStore store = TestStore.empty();
    private final LocalMember local = new LocalMember();
    private final UUID hazelcast = UUID.randomUUID();
    private final FailingRepository repository = new FailingRepository(store);
    private final Cluster cluster = new Cluster(null, local) {
        @Override
        UUID localHazelcastId() {
            return hazelcast;
        }
    };
    private final Told<Heartbeat.Standing> told = new Told<>();
    private final TimerLease lease =
            new TimerLease(new ClusterRepository(store.database()), cluster, local, new Agenda(), new Told<>());
    private final Heartbeat heartbeat = new Heartbeat(repository, cluster, local, lease, told);

    @Test
    void the_first_beat_registers_and_each_tells_of_the_cluster() {
        heartbeat.report(() -> 3, () -> false);

        heartbeat.beat();

        assertThat(store.value("select active from member where id = ?", local.id()))
                .isEqualTo(3);
        assertThat(cluster.view().byId(local.id())).isPresent();
        assertThat(told.all()).isEmpty();
    }

    @Test
    void a_member_that_was_given_up_is_told_so_and_comes_back_as_new() {
        heartbeat.beat();
        store.execute("update member set state = 'gone'");

        heartbeat.beat();
        assertThat(told.all()).containsExactly(Heartbeat.Standing.GIVEN_UP);
        heartbeat.beat();

        assertThat(store.value("select state from member")).isEqualTo("up");
        assertThat(told.all()).hasSize(1);
    }

    @Test
    void a_drained_member_that_comes_back_is_still_drained() {
        heartbeat.report(() -> 0, () -> true);
        heartbeat.beat();
        store.execute("update member set state = 'gone'");

        heartbeat.beat();
        heartbeat.beat();

        assertThat(store.value("select state from member")).isEqualTo("draining");
    }

    @Test
    void a_row_that_was_deleted_is_the_same_as_given_up() {
        heartbeat.beat();
        store.execute("delete from member");

        heartbeat.beat();

        assertThat(told.all()).containsExactly(Heartbeat.Standing.GIVEN_UP);
    }

    @Test
    void a_short_silence_is_nothing() {
        heartbeat.beat();
        repository.away = true;
        assertThatThrownBy(heartbeat::beat).isInstanceOf(DatabaseUnavailableException.class);

        heartbeat.watch();

        assertThat(told.all()).isEmpty();
    }

    @Test
    void after_a_long_silence_the_member_is_cut_off_once_and_then_back() {
        cluster.left();
        heartbeat.beat();
        repository.away = true;
        await().untilAsserted(() -> {
            heartbeat.watch();
            assertThat(told.all()).containsExactly(Heartbeat.Standing.CUT_OFF);
        });
        assertThat(heartbeat.sinceSuccess()).isGreaterThan(Heartbeat.GIVE_UP_AFTER_LEAVE);
        heartbeat.watch();
        assertThat(told.all()).hasSize(1);

        repository.away = false;
        heartbeat.beat();
        heartbeat.beat();

        assertThat(told.all()).containsExactly(Heartbeat.Standing.CUT_OFF, Heartbeat.Standing.BACK);
    }

    @Test
    void who_is_cut_off_while_the_next_beat_comes_through_is_told_that_last() throws Exception {
        List<Heartbeat.Standing> heard = new CopyOnWriteArrayList<>();
        CountDownLatch telling = new CountDownLatch(1);
        Heartbeat slow = new Heartbeat(repository, cluster, local, lease, new Told<>(standing -> {
            telling.countDown();
            if (standing == Heartbeat.Standing.CUT_OFF) {
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            }
            heard.add(standing);
        }));
        cluster.left();
        slow.beat();
        await().until(() -> slow.sinceSuccess().compareTo(Heartbeat.GIVE_UP_AFTER_LEAVE) > 0);

        Thread watching = new Thread(slow::watch);
        watching.start();
        telling.await();
        slow.beat();
        watching.join();

        assertThat(heard).containsExactly(Heartbeat.Standing.CUT_OFF, Heartbeat.Standing.BACK);
    }

    @Test
    void cut_off_and_given_up_meanwhile_it_is_not_called_back() {
        cluster.left();
        heartbeat.beat();
        repository.away = true;
        await().untilAsserted(() -> {
            heartbeat.watch();
            assertThat(told.all()).hasSize(1);
        });
        store.execute("update member set state = 'gone'");
        repository.away = false;

        heartbeat.beat();
        heartbeat.beat();

        assertThat(told.all()).containsExactly(Heartbeat.Standing.CUT_OFF, Heartbeat.Standing.GIVEN_UP);
    }

    @Test
    void it_gives_up_before_the_others_give_it_up() {
        assertThat(Heartbeat.GIVE_UP_AFTER).isLessThan(Duration.ofSeconds(10));
        assertThat(Heartbeat.GIVE_UP_AFTER_LEAVE).isLessThan(Duration.ofSeconds(2));
    }

    private static final class FailingRepository extends PulseRepository {

        private volatile boolean away;

        FailingRepository(TestStore store) {
            super(store.database(), new DatabaseClock(null), new SettingsMark());
        }

        @Override
        Pulse pulse(UUID member, UUID hazelcast, int active, long epoch, boolean look) {
            if (away) {
                throw new DatabaseUnavailableException(new SQLException("gone", "08006"));
            }
            return super.pulse(member, hazelcast, active, epoch, look);
        }
    }
}
