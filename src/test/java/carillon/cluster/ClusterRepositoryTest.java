package carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.platform.DatabaseClock;
import carillon.platform.SettingsMark;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Rows of members and of the lease on the real database. */
class ClusterRepositoryTest {

    private static final Duration THREE = Duration.ofSeconds(3);

    private final TestStore store = TestStore.empty();
    private final DatabaseClock clock = new DatabaseClock(null);
    private final ClusterRepository repository = new ClusterRepository(store.database());
    private final PulseRepository pulses = new PulseRepository(store.database(), clock, new SettingsMark());
    private final LocalMember local = new LocalMember();
    private final UUID hazelcast = UUID.randomUUID();

    @Test
    void a_heartbeat_tells_of_the_whole_cluster() {
        pulses.register(local, hazelcast, false);
        UUID other = store.member();

        ClusterView view = heartbeat(local.id(), 7).orElseThrow();

        assertThat(view.members()).extracting(MemberRow::id).containsExactlyInAnyOrder(local.id(), other);
        MemberRow mine = view.byHazelcast(hazelcast).orElseThrow();
        assertThat(mine.name()).isEqualTo(local.name());
        assertThat(mine.roles()).containsExactly("api", "timer", "worker");
        assertThat(mine.slots()).isEqualTo(20);
        assertThat(mine.state()).isEqualTo("up");
        assertThat(mine.mayBeTimer()).isTrue();
        assertThat(view.lease().owner()).isNull();
        assertThat(store.value("select active from member where id = ?", local.id()))
                .isEqualTo(7);
    }

    @Test
    void a_heartbeat_takes_a_reading_of_the_databases_clock() {
        pulses.register(local, hazelcast, false);
        Instant before = store.now();

        heartbeat(local.id(), 0);

        assertThat(clock.instant().plus(clock.error())).isAfterOrEqualTo(before);
        assertThat(clock.surely()).isBeforeOrEqualTo(store.now());
    }

    @Test
    void a_heartbeat_renews_and_shows_the_silence_of_others() {
        pulses.register(local, hazelcast, false);
        UUID silent = store.member();
        store.execute("update member set heartbeat_at = clock_timestamp() - interval '1 hour'");

        heartbeat(local.id(), 0);
        ClusterView view = heartbeat(local.id(), 0).orElseThrow();

        assertThat(view.byId(local.id()).orElseThrow().silence()).isLessThan(Duration.ofMinutes(1));
        assertThat(view.byId(silent).orElseThrow().silence()).isGreaterThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_member_without_a_row_or_given_up_must_start_as_new() {
        assertThat(heartbeat(local.id(), 0)).isEmpty();
        pulses.register(local, hazelcast, false);
        store.execute("update member set state = 'gone'");
        assertThat(heartbeat(local.id(), 0)).isEmpty();

        pulses.register(local, hazelcast, false);

        assertThat(heartbeat(local.id(), 0)).isPresent();
        assertThat(store.value("select state from member")).isEqualTo("up");
    }

    @Test
    void only_a_member_that_is_silent_by_the_databases_clock_is_given_up() {
        UUID silent = store.member();
        UUID alive = store.member();
        store.execute(
                "update member set heartbeat_at = clock_timestamp() - interval '11 seconds' where id = ?", silent);

        assertThat(repository.giveUp(List.of(silent, alive), Duration.ofSeconds(10)))
                .containsExactly(silent);
        assertThat(repository.giveUp(List.of(silent, alive), Duration.ofSeconds(10)))
                .as("once")
                .isEmpty();
        assertThat(repository.giveUp(List.of(alive), Duration.ofMillis(10_500))).isEmpty();
    }

    @Test
    void a_heartbeat_on_its_way_wins_against_giving_up() {
        UUID silent = store.member();
        store.execute("update member set heartbeat_at = clock_timestamp() - interval '11 seconds'");
        heartbeat(silent, 0);

        assertThat(repository.giveUp(List.of(silent), Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void a_member_that_is_gone_stays_so_whatever_it_says_of_its_state() {
        UUID member = store.member();
        repository.state(member, "draining");
        assertThat(store.value("select state from member")).isEqualTo("draining");
        store.execute("update member set state = 'gone'");

        repository.state(member, "up");

        assertThat(store.value("select state from member")).isEqualTo("gone");
    }

    @Test
    void who_has_been_gone_for_long_is_forgotten() {
        UUID long_gone = store.member();
        UUID gone = store.member();
        store.member();
        store.execute("update member set state = 'gone' where id in (?, ?)", long_gone, gone);
        store.execute(
                "update member set heartbeat_at = clock_timestamp() - interval '11 minutes' where id = ?", long_gone);

        repository.forget();

        assertThat(store.column("select id from member")).hasSize(2).doesNotContain(long_gone);
    }

    @Test
    void who_leaves_has_no_row() {
        UUID member = store.member();

        repository.leave(member);

        assertThat(store.value("select count(*) from member")).isEqualTo(0L);
    }

    @Test
    void a_free_lease_is_taken_and_each_taking_has_a_new_epoch() {
        UUID one = store.member();
        UUID other = store.member();

        assertThat(repository.take(one, THREE)).hasValue(1);
        repository.release(one, 1);
        assertThat(repository.take(other, THREE)).hasValue(2);
        assertThat(store.value("select owner from timer_lease")).isEqualTo(other);
    }

    @Test
    void a_lease_that_is_renewed_is_not_taken() {
        UUID one = store.member();
        repository.take(one, THREE);

        assertThat(repository.take(store.member(), THREE)).isEmpty();
        assertThat(repository.take(one, THREE)).as("not even by its owner").isEmpty();
    }

    @Test
    void a_lease_that_was_not_renewed_for_so_long_is_taken_and_the_old_owner_can_do_nothing() {
        UUID one = store.member();
        UUID other = store.member();
        repository.take(one, THREE);
        store.execute("update timer_lease set renewed_at = clock_timestamp() - interval '2 seconds'");
        assertThat(repository.take(other, THREE)).isEmpty();

        assertThat(repository.take(other, Duration.ofSeconds(1))).hasValue(2);

        assertThat(renew(one, 1)).isFalse();
        repository.release(one, 1);
        assertThat(store.value("select owner from timer_lease")).isEqualTo(other);
        assertThat(renew(other, 2)).isTrue();
    }

    @Test
    void only_the_holder_of_the_epoch_renews() {
        UUID one = store.member();
        repository.take(one, THREE);
        store.execute("update timer_lease set renewed_at = clock_timestamp() - interval '1 hour'");

        assertThat(renew(one, 2)).isFalse();
        assertThat(renew(store.member(), 1)).isFalse();
        assertThat(renew(one, 1)).isTrue();
        assertThat(store.value("select renewed_at > clock_timestamp() - interval '1 minute' from timer_lease"))
                .isEqualTo(true);
    }

    @Test
    void of_several_nominees_exactly_one_takes_each_epoch() throws Exception {
        int nominees = 4;
        ExecutorService threads = Executors.newFixedThreadPool(nominees);
        CyclicBarrier start = new CyclicBarrier(nominees);
        List<UUID> members = new ArrayList<>();
        for (int i = 0; i < nominees; i++) {
            members.add(store.member());
        }
        for (long epoch = 1; epoch <= 25; epoch++) {
            List<Future<OptionalLong>> tries = new ArrayList<>();
            for (UUID member : members) {
                tries.add(threads.submit(() -> {
                    start.await();
                    return repository.take(member, THREE);
                }));
            }
            List<UUID> takers = new ArrayList<>();
            for (int i = 0; i < nominees; i++) {
                OptionalLong taken = tries.get(i).get();
                if (taken.isPresent()) {
                    assertThat(taken).hasValue(epoch);
                    takers.add(members.get(i));
                }
            }
            assertThat(takers).hasSize(1);
            repository.release(takers.get(0), epoch);
        }
        threads.shutdown();
    }

    @Test
    void taking_waits_for_a_statement_that_fires_under_the_old_epoch_and_renewing_does_not() throws Exception {
        UUID old = store.member();
        UUID next = store.member();
        repository.take(old, THREE);
        try (Connection firing = store.source().getConnection();
                Statement statement = firing.createStatement()) {
            firing.setAutoCommit(false);
            statement.execute("select epoch from timer_lease where epoch = 1 for key share");

            assertThat(renew(old, 1)).as("goes on meanwhile").isTrue();
            store.execute("update timer_lease set renewed_at = clock_timestamp() - interval '1 hour'");
            CompletableFuture<OptionalLong> taking = CompletableFuture.supplyAsync(() -> repository.take(next, THREE));
            await().until(this::somebodyWaitsForTheLease);
            assertThat(taking).isNotDone();

            firing.commit();
            assertThat(taking.get()).hasValue(2);
        }
    }

    private boolean somebodyWaitsForTheLease() throws SQLException {
        return !store.value(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%timer_lease%'")
                .equals(0L);
    }

    private Optional<ClusterView> heartbeat(UUID member, int active) {
        Pulse pulse = pulses.pulse(member, hazelcast, active, 0, false);
        return pulse.alive() ? Optional.of(pulse.view()) : Optional.empty();
    }

    private boolean renew(UUID member, long epoch) {
        return pulses.pulse(member, hazelcast, 0, epoch, true).leased();
    }
}
