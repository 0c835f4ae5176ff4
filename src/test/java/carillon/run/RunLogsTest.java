package carillon.run;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.test.ExplainingSource;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs of runs on the real database. */
class RunLogsTest {

    private static final int LIMIT = 64 * 1024;

    private final TestStore store = TestStore.empty();
    private final RunLogs logs = new RunLogs(new RunLogRepository(store.database()), LIMIT);
    private UUID run;

    @BeforeEach
    void partitions() {
        Instant now = store.now();
        RunDays.around(store);
        run = Ids.random(now);
    }

    @Test
    void the_pieces_of_an_attempt_follow_each_other_under_its_name() {
        append("here:1", piece(1, 1, "one\n"), piece(1, 2, "two\n"));
        append("here:1", piece(1, 3, "three\n"));

        assertThat(read()).isEqualTo("=== attempt 1 on here:1 ===\none\ntwo\nthree\n");
    }

    @Test
    void several_attempts_are_in_one_log_each_under_its_name() {
        append("here:1", piece(1, 1, "one\n"));
        append("there:2", piece(2, 1, "two\n"));

        assertThat(read()).isEqualTo("=== attempt 1 on here:1 ===\none\n=== attempt 2 on there:2 ===\ntwo\n");
    }

    @Test
    void lines_of_an_attempt_that_another_has_followed_are_kept_and_marked() {
        append("here:1", piece(1, 1, "one\n"));
        append("there:2", piece(2, 1, "two\n"));
        append("here:1", piece(1, 2, "late\n"));

        assertThat(read()).endsWith("two\n=== attempt 1 goes on, but does not count any more ===\nlate\n");
    }

    @Test
    void the_logs_of_many_runs_are_written_together_and_kept_apart() {
        List<LogPiece> pieces = new ArrayList<>();
        List<UUID> runs =
                IntStream.range(0, 50).mapToObj(i -> Ids.random(store.now())).toList();
        runs.forEach(one -> pieces.add(new LogPiece(one, 1, 1, 0, one + "\n")));

        assertThat(logs.append("here:1", pieces)).hasSize(50);

        assertThat(runs).allSatisfy(one -> assertThat(logs.read(one, 0).text())
                .isEqualTo("=== attempt 1 on here:1 ===\n" + one + "\n"));
    }

    /** The answer of the first statement was lost: its member cannot know that it was committed. */
    @Test
    void what_is_written_a_second_time_is_there_once() {
        LogPiece first = piece(1, 1, "one\n");
        LogPiece second = piece(1, 2, "two\n");
        append("here:1", first);

        Set<LogPiece> there = logs.append("here:1", List.of(first, second));

        assertThat(there).containsExactlyInAnyOrder(first, second);
        assertThat(read()).isEqualTo("=== attempt 1 on here:1 ===\none\ntwo\n");
    }

    @Test
    void of_a_log_beyond_the_limit_the_beginning_and_the_end_are_kept_and_the_reader_is_told_how_much_is_not() {
        IntStream.rangeClosed(1, 100).forEach(i -> append("here:1", piece(1, i, i + " " + "x".repeat(4_000) + "\n")));

        String log = read();

        assertThat((Long) store.value("select sum(octet_length(text)) from run_log"))
                .isLessThanOrEqualTo(LIMIT);
        assertThat((Long) store.value("select sum(octet_length(text)) from run_log"))
                .isGreaterThan(LIMIT - 9_000L);
        assertThat(log)
                .startsWith("=== attempt 1 on here:1 ===\n1 xxx")
                .contains("\n2 xxx")
                .contains("\n100 xxx");
        assertThat(log).doesNotContain("\n50 xxx").containsPattern("\n=== 3\\d\\d,\\d{3} bytes left out ===\n");
        long whole = IntStream.rangeClosed(1, 100)
                        .mapToLong(i -> String.valueOf(i).length() + 4_002L)
                        .sum()
                + 28;
        assertThat(logs.read(run, 0).end()).isEqualTo(whole);
    }

    @Test
    void what_its_member_could_not_hold_is_told_as_well() {
        append("here:1", piece(1, 1, "one\n"), new LogPiece(run, 1, 2, 1_234_567, "two\n"));

        assertThat(read()).isEqualTo("=== attempt 1 on here:1 ===\none\n=== 1,234,567 bytes left out ===\ntwo\n");
    }

    @Test
    void a_log_is_read_on_from_where_a_reader_has_come_to() {
        append("here:1", piece(1, 1, "grün\n"));
        LogText first = logs.read(run, 0);
        append("here:1", piece(1, 2, "blau\n"));

        assertThat(logs.read(run, first.end())).isEqualTo(new LogText("blau\n", first.end() + 5));
        assertThat(logs.read(run, first.end() + 5)).isEqualTo(new LogText("", first.end() + 5));
        assertThat(logs.read(run, first.end() - 2).text()).isEqualTo("n\nblau\n");
        assertThat(logs.read(run, 1_000)).isEqualTo(new LogText("", 1_000));
    }

    @Test
    void a_long_log_is_read_part_by_part() {
        IntStream.rangeClosed(1, 100).forEach(i -> append("here:1", piece(1, i, i + "\n")));

        assertThat(read()).startsWith("=== attempt 1 on here:1 ===\n1\n2\n").endsWith("\n99\n100\n");
        assertThat(read().lines()).hasSize(101);
    }

    @Test
    void the_last_lines_are_found_from_behind() {
        IntStream.rangeClosed(1, 100).forEach(i -> append("here:1", piece(1, i, "a" + i + "\nb" + i + "\n")));

        assertThat(logs.read(run, logs.startOfLast(run, 3)).text()).isEqualTo("b99\na100\nb100\n");
        assertThat(logs.read(run, logs.startOfLast(run, 4)).text()).isEqualTo("a99\nb99\na100\nb100\n");
        assertThat(logs.startOfLast(run, 1_000)).isZero();
        assertThat(logs.startOfLast(UUID.randomUUID(), 3)).isZero();
    }

    @Test
    void each_search_goes_by_the_primary_key() {
        store.execute(
                """
                insert into run_log
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint - i), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid, p * 5, 5, p, 1, 'line\n'
                  from generate_series(1, 3000) i, generate_series(0, 20) p""");
        store.execute("analyze run_log");
        ExplainingSource source = new ExplainingSource(store.source());
        RunLogs explained = new RunLogs(new RunLogRepository(new Database(source, source)), LIMIT);

        String scan = "Seq Scan on run_log_" + DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.now(ZoneOffset.UTC));

        assertThat(source.explain(() -> explained.append("here:1", List.of(piece(1, 1, "x".repeat(LIMIT) + "\n")))))
                .contains("Delete on run_log", "_pkey")
                .doesNotContain(scan);
        assertThat(source.explain(() -> explained.read(run, 3)))
                .contains("_pkey")
                .doesNotContain(scan);
        assertThat(source.explain(() -> explained.startOfLast(run, 3)))
                .contains("_pkey")
                .doesNotContain(scan);
    }

    private void append(String member, LogPiece... pieces) {
        assertThat(logs.append(member, List.of(pieces))).hasSize(pieces.length);
    }

    private LogPiece piece(int attempt, int part, String text) {
        return new LogPiece(run, attempt, part, 0, text);
    }

    private String read() {
        StringBuilder all = new StringBuilder();
        LogText next = logs.read(run, 0);
        while (!next.text().isEmpty()) {
            all.append(next.text());
            next = logs.read(run, next.end());
        }
        return all.toString();
    }
}
