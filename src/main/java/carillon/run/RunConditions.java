package carillon.run;

import carillon.platform.Ids;
import carillon.platform.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The where clause of a search for runs {@code r} and their jobs {@code j}, with its values. */
final class RunConditions {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    private RunConditions() {}

    /** Of everything but a text, which is looked for in two tables; a text that is an id is that of the run. */
    static RunConditions of(RunFilter filter) {
        return ofIndexed(filter)
                .and("r.state = ?::run_state", filter.state())
                .and("r.queue = ?", filter.queue())
                .and("r.member = ?::uuid", filter.member());
    }

    private static RunConditions ofIndexed(RunFilter filter) {
        return new RunConditions()
                .and("r.id = ?::uuid", filter.runId())
                .and("r.tenant = ?", filter.tenant())
                .and("r.job_id = ?::uuid", filter.job())
                .and("r.batch = ?::uuid", filter.batch())
                .between(filter.since(), filter.until())
                .fingerprint(filter.fingerprint());
    }

    /** What an index, or the order of a page, chooses of the runs that a list shows. */
    static RunConditions ofPage(RunFilter filter) {
        RunConditions chosen = ofIndexed(filter).and("r.id < ?::uuid", filter.before());
        if (filter.state() == null) {
            return chosen;
        }
        if (!filter.state().isFinal()) {
            return chosen.and("r.state = ?::run_state", filter.state())
                    .and("r.finished_at is null")
                    .and("r.queue = ?", filter.queue())
                    .and("r.member = ?::uuid", filter.member());
        }
        return filter.state() == RunState.failed
                ? chosen.and("r.state = 'failed'").and("r.dead")
                : chosen;
    }

    /** What is left to ask of each of those runs {@code l}, and their jobs {@code j}. */
    static RunConditions ofEach(RunFilter filter) {
        RunConditions tests = new RunConditions();
        if (filter.state() == null || filter.state().isFinal()) {
            tests.and("l.queue = ?", filter.queue()).and("l.member = ?::uuid", filter.member());
            tests.and("l.state = ?::run_state", filter.state() == RunState.failed ? null : filter.state());
        }
        return filter.runId() == null ? tests.and(text("l"), filter.text()) : tests;
    }

    private RunConditions between(Instant since, Instant until) {
        return and("r.id >= ?::uuid", since == null ? null : Ids.floor(since))
                .and("r.scheduled_at >= ?", Sql.time(since))
                .and("r.id < ?::uuid", until == null ? null : Ids.floor(until.plusMillis(1)))
                .and("r.scheduled_at < ?", Sql.time(until));
    }

    /** Dead letters alone have one. */
    private RunConditions fingerprint(String fingerprint) {
        return fingerprint == null
                ? this
                : and("r.fingerprint = ?", fingerprint).and("r.dead");
    }

    /** In the job's name or the error, whatever its case. */
    RunConditions text(RunFilter filter) {
        return filter.runId() != null ? this : and(text("r"), filter.text());
    }

    private static String text(String run) {
        return "strpos(lower(j.name || ' ' || coalesce(" + run + ".error, '')), lower(?)) > 0";
    }

    boolean isEmpty() {
        return conditions.isEmpty();
    }

    RunConditions and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** Left out when the value is null. */
    RunConditions and(String condition, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.add(value instanceof OffsetDateTime ? value : value.toString());
        }
        return this;
    }

    /** In the order of their parameters. */
    List<Object> values() {
        return List.copyOf(values);
    }

    @Override
    public String toString() {
        return String.join(" and ", conditions);
    }
}
