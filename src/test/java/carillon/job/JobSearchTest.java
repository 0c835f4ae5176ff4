package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Database;
import carillon.platform.Look;
import carillon.test.ExplainingSource;
import carillon.test.RunDays;
import carillon.test.TestStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists of jobs with 42,000 in the table, of which the oldest are unlike the others. */
class JobSearchTest {

    private static final TestStore STORE = TestStore.empty();
    private static final ExplainingSource SOURCE = new ExplainingSource(STORE.source());
    private static final JobSearchRepository SEARCH = new JobSearchRepository(new Database(SOURCE, SOURCE));

    private static final int LIMIT = 7;
    private static final int MANY = 42_000;

    @BeforeAll
    static void fill() {
        RunDays.around(STORE);
        add(1, 20, "rare", "active", "{\"handler\":{\"type\":\"http\"},\"tags\":[\"rare\",\"x\"]}", "now()");
        add(101, 20, "paused", "paused", "{\"handler\":{\"type\":\"bean\"}}", "now()");
        add(201, 20, "Finished", "active", "{\"handler\":{\"type\":\"bean\"}}", "null");
        add(301, 20, "running", "active", "{\"handler\":{\"type\":\"bean\"}}", "null");
        add(401, 20, "by-hand", "active", "{\"schedule\":{\"type\":\"manual\"}}", "null");
        add(1001, MANY, "other", "active", "{\"handler\":{\"type\":\"bean\"},\"tags\":[\"often\"]}", "now()");
        STORE.execute(
                "update job set one_shot = false where name like 'by-hand%' or name in ('Finished-206', 'running-306')");
        STORE.execute("update job set queue = 'rare' where name like 'rare%'");
        STORE.execute("update job set deleted_at = now() where name in ('rare-5', 'paused-105', 'Finished-205')");
        STORE.execute(
                """
                insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue)
                select encode(substring(int8send((extract(epoch from now()) * 1000)::bigint), 3, 6)
                         || substring(uuid_send(gen_random_uuid()), 7, 10), 'hex')::uuid,
                       id, now(), now(), now(), 1, 'scheduled', 5, 'default', 'default'
                  from job where name like 'running%'""");
        STORE.execute("analyze");
    }

    /** Numbered from that on, as their ids are: the greatest number is the newest. */
    private static void add(int from, int jobs, String name, String state, String spec, String next) {
        STORE.execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, one_shot, next_fire_at, created_at, updated_at,
                                 version)
                select (lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000000')::uuid, 'default',
                       '<name>-' || i, 'default', 5, '<state>', '{"schedule":{"type":"now"}}'::jsonb || '<spec>'::jsonb, true,
                       <next>, now(), now(), 1
                  from generate_series(<from>, <from> + <jobs> - 1) i"""
                        .replace("<name>", name)
                        .replace("<state>", state)
                        .replace("<spec>", spec)
                        .replace("<next>", next)
                        .replace("<from>", Integer.toString(from))
                        .replace("<jobs>", Integer.toString(jobs)));
    }

    @AfterAll
    static void empty() {
        TestStore.empty();
        STORE.execute("analyze");
    }

    @Test
    void pages_have_the_newest_first_and_one_more_than_the_limit() {
        assertThat(SEARCH.find(filter(null, null, null, null, null, null)).found())
                .hasSize(LIMIT + 1)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .first()
                .isEqualTo(id(1000 + MANY));
    }

    @Test
    void each_criterion_finds_all_that_fit_and_nothing_else() {
        assertThat(names(null, "rare", null, null, null)).isEqualTo(names("rare", 1, 5));
        assertThat(names(null, null, "rare", null, null)).isEqualTo(names("rare", 1, 5));
        assertThat(names(null, null, null, "http", null)).isEqualTo(names("rare", 1, 5));
        assertThat(names(null, null, null, null, "RARE-")).isEqualTo(names("rare", 1, 5));
        assertThat(names(JobState.paused, null, null, null, null)).isEqualTo(names("paused", 101, 105));
        assertThat(names(JobState.finished, null, null, null, null)).isEqualTo(names("Finished", 201, 205));
        assertThat(names(JobState.active, null, null, null, "n"))
                .isEqualTo(union(names("running", 301, -1), names("by-hand", 401, -1)));
        assertThat(names(null, "rare", "x", "http", "e-1"))
                .containsExactlyInAnyOrder(
                        "rare-1", "rare-10", "rare-11", "rare-12", "rare-13", "rare-14", "rare-15", "rare-16",
                        "rare-17", "rare-18", "rare-19");
        assertThat(names(null, null, "never", null, null)).isEmpty();
        assertThat(names(null, null, null, null, "never")).isEmpty();
        assertThat(SEARCH.find(new JobFilter("other", null, null, null, null, null, null, 7))
                        .found())
                .isEmpty();
    }

    @Test
    void a_call_looks_at_a_bounded_number_of_jobs_and_tells_where_it_ended() {
        Look found = SEARCH.find(filter(null, null, null, "http", null, null));

        assertThat(found.found()).isEmpty();
        assertThat(found.until()).isEqualTo(id(1000 + MANY - JobSearchRepository.LOOK + 1));
    }

    @Test
    void what_indexes_choose_is_read_from_them() {
        assertThat(plan(filter(null, "rare", null, null, null, null)))
                .contains("job_queue")
                .doesNotContain("Seq Scan");
        assertThat(plan(filter(null, null, "rare", null, null, null)))
                .contains("job_tags")
                .doesNotContain("Seq Scan");
        assertThat(plan(filter(null, null, "never", null, null, null))).contains("job_tags");
        assertThat(plan(filter(JobState.paused, null, null, null, null, null))).contains("job_paused");
        assertThat(plan(filter(JobState.finished, null, null, null, null, null)))
                .contains("job_spent", "job_past")
                .doesNotContain("Seq Scan on job");
    }

    @Test
    void what_nearly_all_jobs_have_is_read_no_further_than_the_page() {
        assertThat(plan(filter(null, null, null, null, null, null))).contains("job_pkey");
        assertThat(plan(filter(null, null, "often", null, null, null))).contains("job_pkey");
        assertThat(plan(filter(null, "default", null, null, null, null))).doesNotContain("Seq Scan");
        assertThat(plan(filter(JobState.active, null, null, "bean", "other", null)))
                .contains("job_coming")
                .doesNotContain("Seq Scan on job");
    }

    private static String plan(JobFilter filter) {
        return SOURCE.explain(() -> SEARCH.find(filter));
    }

    private static JobFilter filter(JobState state, String queue, String tag, String handler, String text, UUID after) {
        return new JobFilter("default", state, queue, tag, handler, text, after, LIMIT);
    }

    private static UUID id(int number) {
        return new UUID((long) number << 32 | 0x7000, 0x8000_0000_0000_0000L);
    }

    /** Of all pages, each asked for with where the one before ended. */
    private static Set<String> names(JobState state, String queue, String tag, String handler, String text) {
        List<UUID> all = new ArrayList<>();
        UUID after = null;
        do {
            Look found = SEARCH.find(filter(state, queue, tag, handler, text, after));
            boolean full = found.found().size() > LIMIT;
            List<UUID> page =
                    found.found().subList(0, full ? LIMIT : found.found().size());
            all.addAll(page);
            after = full ? page.get(LIMIT - 1) : found.until();
        } while (after != null);
        assertThat(all).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
        return STORE
                .column(
                        "select name from job where id = any(?::uuid[])",
                        all.toString().replace('[', '{').replace(']', '}'))
                .stream()
                .map(String.class::cast)
                .collect(Collectors.toSet());
    }

    /** Twenty with numbers from that on, without one. */
    private static Set<String> names(String name, int from, int without) {
        return IntStream.range(from, from + 20)
                .filter(number -> number != without)
                .mapToObj(number -> name + "-" + number)
                .collect(Collectors.toSet());
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }
}
