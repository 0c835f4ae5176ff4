package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.job.JobFilter;
import carillon.job.JobState;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Page;
import carillon.run.BatchFilter;
import carillon.run.BatchPosition;
import carillon.run.BatchState;
import carillon.run.RunFilter;
import carillon.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    private static final UUID ID = UUID.fromString("0190a5d2-7c1e-7b3a-9f00-3c6f1a2b4d5e");

    @Test
    void without_parameters_a_list_of_jobs_is_the_first_fifty() {
        assertThat(new JobQuery().filter("t")).isEqualTo(new JobFilter("t", null, null, null, null, null, null, 50));
    }

    @Test
    void parameters_of_jobs_become_a_filter() {
        // given
        JobQuery query = new JobQuery();
        query.state = "paused";
        query.queue = "q";
        query.tag = "t";
        query.handler = "http";
        query.text = "Report";
        query.limit = "100";
        query.cursor = Cursor.of(ID.toString());

        // then
        assertThat(query.filter("default"))
                .isEqualTo(new JobFilter("default", JobState.paused, "q", "t", "http", "Report", ID, 100));
    }

    @Test
    void parameters_of_runs_become_a_filter() {
        // given
        RunQuery query = new RunQuery();
        query.job = ID.toString();
        query.state = "failed";
        query.queue = "q";
        query.member = ID.toString().toUpperCase();
        query.since = "2026-01-01T00:00:00Z";
        query.until = "2026-01-02T01:00:00+01:00";
        query.text = "boom";
        query.fingerprint = "0123456789abcdef";
        query.limit = "1";
        query.cursor = Cursor.of(ID.toString());

        // then
        assertThat(query.filter("default"))
                .isEqualTo(new RunFilter(
                        "default",
                        ID,
                        RunState.failed,
                        "q",
                        ID.toString(),
                        null,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        "boom",
                        "0123456789abcdef",
                        ID,
                        1));
    }

    @Test
    void parameters_of_batches_become_a_filter() {
        BatchQuery query = new BatchQuery();
        query.job = ID.toString();
        query.kind = "catch-up";
        query.state = "open";
        query.limit = "7";
        query.cursor = Cursor.of("2026-01-01T00:00:00Z|" + ID);

        assertThat(query.filter("default"))
                .isEqualTo(new BatchFilter(
                        "default",
                        ID,
                        "catch-up",
                        BatchState.open,
                        new BatchPosition(Instant.parse("2026-01-01T00:00:00Z"), ID),
                        7));
        assertThat(new BatchQuery().filter("t")).isEqualTo(new BatchFilter("t", null, null, null, null, 50));
    }

    @Test
    void parameters_of_batches_that_mean_nothing_are_named() {
        BatchQuery query = new BatchQuery();
        query.kind = "catchup";
        query.state = "over";
        query.cursor = Cursor.of("yesterday|" + ID);

        assertThatThrownBy(() -> query.filter("default")).isInstanceOfSatisfying(InvalidFieldsException.class, e -> {
            assertThat(e.errors()).extracting("field").containsExactly("kind", "state", "cursor");
            assertThat(e.errors().get(0).message()).contains("catch-up, backfill");
        });
    }

    @Test
    void every_parameter_that_means_nothing_is_named() {
        // given
        RunQuery query = new RunQuery();
        query.job = "nightly";
        query.state = "suceeded";
        query.member = "1-1-1-1-1";
        query.since = "yesterday";
        query.until = "";
        query.limit = "101";
        query.cursor = "!";

        // then
        assertThatThrownBy(() -> query.filter("t")).isInstanceOfSatisfying(InvalidFieldsException.class, e -> {
            assertThat(e.errors())
                    .extracting(FieldError::field)
                    .containsExactlyInAnyOrder("job", "state", "member", "since", "until", "limit", "cursor");
            assertThat(e.getMessage()).contains("did you mean 'succeeded'?");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "101", "ten", "1.5", "99999999999", " 5"})
    void a_limit_is_one_to_a_hundred(String limit) {
        // given
        JobQuery query = new JobQuery();
        query.limit = limit;

        // then
        assertThatThrownBy(() -> query.filter("t"))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessage("limit: is 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "====", "MTIz", "é", "MDE5MGE1ZDItN2MxZS03YjNhLTlmMDAtM2M2ZjFhMmI0ZDVl=="})
    void a_cursor_that_no_list_gave_is_refused(String cursor) {
        // given
        JobQuery query = new JobQuery();
        query.cursor = cursor;

        // then
        assertThatThrownBy(() -> query.filter("t"))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("cursor"));
    }

    @Test
    void a_cursor_can_stand_in_a_url_and_comes_back_as_it_was() {
        for (String last : List.of(ID.toString(), "host:8080 " + ID, "ünïcode/?&=")) {
            assertThat(Cursor.of(last)).matches("[A-Za-z0-9_-]+");
            assertThat(Cursor.last(Cursor.of(last))).isEqualTo(last);
        }
        assertThat(Cursor.of(null)).isNull();
    }

    @Test
    void a_list_that_is_read_whole_is_paged_without_loss() {
        // given
        List<String> all = List.of("d", "a", "c", "b", "e");
        List<String> seen = new ArrayList<>();
        PageQuery query = new PageQuery();
        query.limit = "2";

        // when
        Page<String> page;
        do {
            page = query.page(all, Function.identity());
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            seen.addAll(page.items());
            query.cursor = page.next();
        } while (page.next() != null);

        // then
        assertThat(seen).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void a_parameter_that_is_not_taken_or_says_nothing_is_refused() {
        // given
        FieldErrors errors = new FieldErrors();
        Set<String> taken = Set.of("state", "limit", "q");

        // when
        QueryGuard.check("stat", List.of("active"), taken, errors);
        QueryGuard.check("state", List.of("active", "paused"), taken, errors);
        QueryGuard.check("limit", List.of(" "), taken, errors);
        QueryGuard.check("q", List.of("a\u0000"), taken, errors);
        QueryGuard.check("q", List.of("fine"), taken, errors);

        // then
        assertThat(errors.list())
                .containsExactly(
                        new FieldError("stat", "is not a parameter here; did you mean 'state'?"),
                        new FieldError("state", "is given 2 times: give it once"),
                        new FieldError("limit", "takes 1 to 1000 characters: leave it out for any"),
                        new FieldError("q", "holds the character U+0000, which cannot be kept"));
    }
}
