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

    static RunConditions of(RunFilter filter) {
        return new RunConditions()
                .and("r.tenant = ?", filter.tenant())
                .and("r.job_id = ?::uuid", filter.job())
                .and("r.state = ?::run_state", filter.state())
                .and("r.queue = ?", filter.queue())
                .and("r.member = ?::uuid", filter.member())
                .and("r.batch = ?::uuid", filter.batch())
                .and("r.id >= ?::uuid", filter.since() == null ? null : Ids.floor(filter.since()))
                .and("r.scheduled_at >= ?", filter.since() == null ? null : Sql.time(filter.since()))
                .and("r.scheduled_at < ?", filter.until() == null ? null : Sql.time(filter.until()))
                .and("strpos(lower(j.name || ' ' || coalesce(r.error, '')), lower(?)) > 0", filter.text());
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
