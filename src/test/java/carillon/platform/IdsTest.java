package carillon.platform;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.test.TestStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IdsTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");
    private static final UUID JOB = UUID.fromString("01953f00-0000-7000-8000-000000000001");

    @Test
    void ids_sort_here_as_they_do_in_the_database() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(UUID.randomUUID());
            ids.add(Ids.ofRun(JOB, AT.plusMillis(i % 7), i));
        }
        TestStore store = TestStore.empty();
        List<Object> sorted = store.column(
                "select id from unnest(?::uuid[]) as u(id) order by id",
                "{" + String.join(",", ids.stream().map(UUID::toString).toList()) + "}");

        ids.sort(Ids.BY_TIME);

        assertThat(ids)
                .containsExactlyElementsOf(sorted.stream().map(UUID.class::cast).toList());
    }

    @Test
    void the_same_job_instant_and_kind_have_the_same_id_and_others_have_others() {
        UUID id = Ids.ofRun(JOB, AT, 0);

        assertThat(Ids.ofRun(JOB, AT, 0)).isEqualTo(id);
        assertThat(Ids.ofRun(JOB, AT, 1)).isNotEqualTo(id);
        assertThat(Ids.ofRun(JOB, AT.plusNanos(1_000), 0)).isNotEqualTo(id);
        assertThat(Ids.ofRun(UUID.randomUUID(), AT, 0)).isNotEqualTo(id);
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void a_random_id_is_of_its_moment_and_of_no_other_call() {
        UUID id = Ids.random(AT);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(AT.toEpochMilli());
        assertThat(Ids.random(AT)).isNotEqualTo(id);
    }

    @Test
    void the_floor_is_clamped_to_the_ids_there_are() {
        assertThat(Ids.floor(Instant.EPOCH)).isEqualTo(new UUID(0, 0));
        assertThat(Ids.floor(Instant.parse("1969-12-31T23:59:59Z"))).isEqualTo(new UUID(0, 0));
        assertThat(Ids.floor(Instant.MIN)).isEqualTo(new UUID(0, 0));
        assertThat(Ids.floor(Instant.MAX)).isEqualTo(new UUID(-1, -1));
    }

    @Property
    void the_floor_parts_earlier_ids_from_later_ones(
            @ForAll("instants") Instant one, @ForAll("instants") Instant other) {
        UUID id = Ids.ofRun(JOB, one, 0);

        boolean before = one.toEpochMilli() < other.toEpochMilli();

        assertThat(Ids.BY_TIME.compare(id, Ids.floor(other)) < 0).isEqualTo(before);
    }

    @Provide
    Arbitrary<Instant> instants() {
        long last = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
        return Arbitraries.longs().between(0, last).map(Instant::ofEpochMilli);
    }
}
