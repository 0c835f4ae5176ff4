package carillon.timer;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.job.IntervalSchedule;
import carillon.job.JobCalendars;
import carillon.job.OnceSchedule;
import carillon.run.Cursor;
import carillon.run.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SpecCacheTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private static final IntervalSchedule EVERY_SECOND = new IntervalSchedule(Duration.ofSeconds(1), null);

    private final SpecCache cache = new SpecCache();
    private final Definition spec = new Definition(aJob().schedule(EVERY_SECOND).build(), JobCalendars.NONE);
    private final Map<UUID, Definition> stored = new HashMap<>();
    private final List<Collection<UUID>> reads = new ArrayList<>();
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void what_is_known_is_not_read_again() {
        stored.put(one, spec);
        stored.put(other, spec);
        cache.of(List.of(cursor(one, 1)), this::read);

        assertThat(cache.of(List.of(cursor(one, 1), cursor(other, 1)), this::read))
                .containsOnlyKeys(one, other);

        assertThat(reads).containsExactly(List.of(one), List.of(other));
    }

    @Test
    void another_version_is_read_anew() {
        stored.put(one, spec);
        cache.of(List.of(cursor(one, 1)), this::read);
        Definition changed =
                new Definition(aJob().schedule(EVERY_SECOND).priority(9).build(), JobCalendars.NONE);
        stored.put(one, changed);

        assertThat(cache.of(List.of(cursor(one, 2)), this::read)).containsEntry(one, changed);
    }

    @Test
    void a_job_of_one_instant_is_not_kept() {
        stored.put(one, new Definition(aJob().schedule(new OnceSchedule(AT)).build(), JobCalendars.NONE));

        assertThat(cache.of(List.of(cursor(one, 1)), this::read)).containsOnlyKeys(one);
        assertThat(cache.of(List.of(cursor(one, 1)), this::read)).containsOnlyKeys(one);

        assertThat(reads).hasSize(2);
    }

    @Test
    void a_job_that_is_gone_has_no_definition() {
        assertThat(cache.of(List.of(cursor(one, 1)), this::read)).isEmpty();
    }

    private Map<UUID, Definition> read(Collection<UUID> jobs) {
        reads.add(List.copyOf(jobs));
        Map<UUID, Definition> found = new HashMap<>(stored);
        found.keySet().retainAll(jobs);
        return found;
    }

    private static Cursor cursor(UUID job, long version) {
        return new Cursor(job, version, AT, 0, AT);
    }
}
