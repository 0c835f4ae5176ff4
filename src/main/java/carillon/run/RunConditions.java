package carillon.run;

import carillon.platform.Ids;
import carillon.platform.Sql;
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
        return new RunConditions()
                .and("r.id = ?::uuid", filter.runId())
                .and("r.tenant = ?", filter.tenant())
                .and("r.job_id = ?::uuid", filter.job())
                .and("r.state = ?::run_state", filter.state())
                .and("r.queue = ?", filter.queue())
                .and("r.member = ?::uuid", filter.member())
                .and("r.batch = ?::uuid", filter.batch())
                .and("r.id >= ?::uuid", filter.since() == null ? null : Ids.floor(filter.since()))
                .and("r.scheduled_at >= ?", filter.since() == null ? null : Sql.time(filter.since()))
                .and(
                        "r.id < ?::uuid",
                        filter.until() == null ? null : Ids.floor(filter.until().plusMillis(1)))
                .and("r.scheduled_at < ?", filter.until() == null ? null : Sql.time(filter.until()))
                .fingerprint(filter.fingerprint());
    }

    /** Of a page of a list, with what lets the indexes of open runs and of dead letters serve. */
    static RunConditions ofPage(RunFilter filter) {
        RunConditions conditions = of(filter).and("r.id < ?::uuid", filter.before());
        if (filter.state() == null) {
            return conditions;
        }
        if (filter.state() == RunState.failed) {
            return conditions.and("r.dead");
        }
        return conditions.and(filter.state().isFinal() ? "r.finished_at is not null" : "r.finished_at is null");
    }

    /** Dead letters alone have one. */
    private RunConditions fingerprint(String fingerprint) {
        return fingerprint == null
                ? this
                : and("r.fingerprint = ?", fingerprint).and("r.dead");
    }

    /** In the job's name or the error, whatever its case. */
    RunConditions text(RunFilter filter) {
        return filter.runId() != null
                ? this
                : and("strpos(lower(j.name || ' ' || coalesce(r.error, '')), lower(?)) > 0", filter.text());
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
