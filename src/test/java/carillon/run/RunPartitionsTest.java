package carillon.run;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.DatabaseClock;
import carillon.test.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Days of the run table on the real database. */
class RunPartitionsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final TestStore store = TestStore.empty();
    private final RunPartitionRepository repository = new RunPartitionRepository(store.database());
    private final FireRepository firing = new FireRepository(store.database());
    private RunPartitions partitions;
    private Instant now;
    private LocalDate old;

    @BeforeEach
    void clock() {
        now = store.now();
        old = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(400);
        partitions = partitions();
    }

    @Test
    void yesterday_today_and_three_days_to_come_are_there() {
        partitions.ensureComing();

        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        assertThat(repository.days())
                .contains(today.minusDays(1), today, today.plusDays(1), today.plusDays(2), today.plusDays(3));
    }

    @Test
    void several_members_make_the_same_days_at_once() throws Exception {
        int members = 6;
        List<LocalDate> days = old.minusDays(50).datesUntil(old.minusDays(40)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(members);
        CyclicBarrier start = new CyclicBarrier(members);
        List<Future<?>> made = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            made.add(threads.submit(() -> {
                start.await();
                repository.ensure(days);
                return null;
            }));
        }
        for (Future<?> one : made) {
            one.get();
        }
        threads.shutdown();

        assertThat(repository.days()).containsAll(days);
        days.forEach(repository::drop);
    }

    @Test
    void a_day_of_long_ago_is_made_on_demand_and_takes_rows_right_away() {
        NewRun run = run(old);

        partitions.ensure(List.of(run));
        insert(run);

        assertThat(store.value("select tableoid::regclass::text from run"))
                .isEqualTo("run_" + old.toString().replace("-", ""));
    }

    @Test
    void both_ends_of_a_day_belong_to_it() {
        Instant start = old.atStartOfDay(ZoneOffset.UTC).toInstant();
        UUID job = UUID.randomUUID();
        NewRun first = NewRun.scheduled(job, aJob().build(), start);
        NewRun last = NewRun.scheduled(job, aJob().build(), start.plus(DAY).minusNanos(1_000));
        NewRun next = NewRun.scheduled(job, aJob().build(), start.plus(DAY));
        partitions.ensure(List.of(first, last, next));

        insert(first, last, next);

        assertThat(store.column("select count(*) from run group by tableoid order by 1"))
                .containsExactly(1L, 2L);
    }

    @Test
    void only_days_whose_runs_are_final_for_long_are_dropped() {
        LocalDate open = old.plusDays(1);
        LocalDate recent = old.plusDays(2);
        for (LocalDate day : List.of(old, open, recent)) {
            NewRun run = run(day);
            partitions.ensure(List.of(run));
            insert(run);
            finished(run, day.equals(open) ? null : day.equals(recent) ? "1 hour" : "300 days");
        }

        List<LocalDate> dropped = partitions.prune(Duration.ofDays(7));

        assertThat(dropped).contains(old).doesNotContain(open, recent);
        assertThat(repository.days()).contains(open, recent).doesNotContain(old);
        assertThat(store.value("select count(*) from run")).isEqualTo(2L);
    }

    @Test
    void days_inside_the_retention_are_kept_even_when_empty() {
        partitions.ensureComing();
        Set<LocalDate> before = repository.days();

        List<LocalDate> dropped = partitions.prune(DAY);

        LocalDate yesterday = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
        assertThat(dropped).allMatch(day -> day.isBefore(yesterday));
        assertThat(before).containsAll(dropped);
        assertThat(repository.days()).contains(yesterday);
    }

    @Test
    void a_day_that_was_dropped_is_made_again_when_it_is_needed() {
        partitions.ensure(List.of(run(old)));
        partitions.prune(Duration.ofDays(7));
        assertThat(repository.days()).doesNotContain(old);

        partitions.ensure(List.of(run(old)));

        assertThat(repository.days()).contains(old);
    }

    @Test
    void the_logs_of_a_days_runs_have_a_day_of_their_own_that_goes_with_it() {
        NewRun run = run(old);
        partitions.ensure(List.of(run));
        insert(run);
        finished(run, "300 days");
        store.execute("insert into run_log values (?, 0, 5, 1, 1, 'line\n')", run.id());
        String table = "run_log_" + old.toString().replace("-", "");
        assertThat(store.value("select tableoid::regclass::text from run_log")).isEqualTo(table);

        partitions.prune(Duration.ofDays(7));

        assertThat(store.value("select to_regclass(?)", table)).isNull();
        assertThat(repository.days()).doesNotContain(old);
    }

    /** The member died between the two drops of a day. */
    @Test
    void a_day_whose_logs_are_dropped_already_is_dropped_at_the_next_prune() {
        partitions.ensure(List.of(run(old)));
        store.execute(
                "alter table run_log detach partition run_log_" + old.toString().replace("-", ""));

        partitions.prune(Duration.ofDays(7));

        assertThat(repository.days()).doesNotContain(old);
        assertThat(store.value(
                        "select to_regclass(?)", "run_log_" + old.toString().replace("-", "")))
                .isNull();
    }

    /** The member died between the two halves of a drop. */
    @Test
    void a_day_that_was_detached_and_not_dropped_is_dropped_at_the_next_prune() {
        partitions.ensure(List.of(run(old)));
        String table = "run_" + old.toString().replace("-", "");
        store.execute("alter table run detach partition " + table);

        partitions.prune(Duration.ofDays(7));

        assertThat(store.value("select to_regclass(?)", table)).isNull();
    }

    @Test
    void a_day_that_was_detached_and_not_dropped_can_be_made_again() {
        partitions.ensure(List.of(run(old)));
        store.execute("alter table run detach partition run_" + old.toString().replace("-", ""));

        partitions().ensure(List.of(run(old)));

        assertThat(repository.days()).contains(old);
    }

    /** The drop waited for a reader and was broken off: PostgreSQL then refuses to detach any other partition. */
    @Test
    void a_detachment_that_was_broken_off_is_finished_and_the_other_days_are_dropped() throws SQLException {
        LocalDate other = old.plusDays(1);
        partitions.ensure(List.of(run(old), run(other)));
        String table = "run_" + old.toString().replace("-", "");
        try (Connection reader = store.source().getConnection();
                Statement reading = reader.createStatement();
                Connection dropper = store.source().getConnection();
                Statement dropping = dropper.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("select count(*) from run");
            dropping.execute("set statement_timeout = '300ms'");
            assertThatThrownBy(() -> dropping.execute("alter table run detach partition " + table + " concurrently"))
                    .isInstanceOf(SQLException.class);
            reader.rollback();
        }

        assertThat(partitions.prune(Duration.ofDays(7))).contains(other);

        assertThat(store.value("select to_regclass(?)", table)).isNull();
        assertThat(repository.days()).doesNotContain(old, other);
    }

    private RunPartitions partitions() {
        DatabaseClock clock = new DatabaseClock(null);
        long nanos = System.nanoTime();
        clock.observe(now, nanos, nanos);
        return new RunPartitions(repository, clock);
    }

    private static NewRun run(LocalDate day) {
        return NewRun.scheduled(
                UUID.randomUUID(), aJob().build(), day.atTime(12, 0).toInstant(ZoneOffset.UTC));
    }

    private void insert(NewRun... runs) {
        firing.insert(
                "default",
                List.of(runs).stream()
                        .map(run -> new FireRepository.Queued(run, "default"))
                        .toList());
    }

    private void finished(NewRun run, String ago) {
        if (ago != null) {
            store.execute(
                    "update run set state = 'succeeded', finished_at = clock_timestamp() - ?::interval where id = ?",
                    ago,
                    run.id());
        }
    }
}
