package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts dead letters by what they have in common. */
@ApplicationScoped
public class FailureRepository {

    /** The newest are looked at, no more. */
    static final int MOST_LOOKED_AT = 100_000;

    /** By index run_dead, newest first; then one row and a few jobs of each group that is shown, by their primary keys. */
    private static final String GROUPS =
            """
            with looked as materialized (
              select r.id, r.job_id, coalesce(r.fingerprint, '') as fingerprint, r.finished_at
                from run r
               where r.dead and <conditions>
               order by r.id desc
               limit <looked>),
            grouped as (
              select fingerprint, count(*) as runs, min(finished_at) as first_at, max(finished_at) as last_at,
                     max(id::text)::uuid as newest, count(distinct job_id) as job_count,
                     (array_agg(distinct job_id))[1:5] as some_jobs
                from looked
               group by fingerprint)
            select g.*, r.error, j.spec->'handler'->>'type' as handler, (select count(*) from looked) as looked,
                   (select jsonb_agg(jsonb_build_object('id', n.id, 'name', n.name) order by n.name)
                      from job n where n.id = any(g.some_jobs)) as jobs
              from grouped g join run r on r.id = g.newest left join job j on j.id = r.job_id
             where g.newest < coalesce(?::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
             order by g.newest desc
             limit <limit>"""
                    .replace("<looked>", Integer.toString(MOST_LOOKED_AT));

    private final Database database;

    /** For the container's proxy. */
    protected FailureRepository() {
        this(null);
    }

    @Inject
    public FailureRepository(Database database) {
        this.database = database;
    }

    /** Of the runs that the filter lets through; pages of groups by its {@code before} and {@code limit}. */
    FailureGroups groups(RunFilter filter) {
        RunConditions conditions = RunConditions.of(filter);
        String sql = GROUPS.replace("<conditions>", conditions.toString())
                .replace("<limit>", Integer.toString(filter.limit() + 1));
        List<Object> values = new ArrayList<>(conditions.values());
        values.add(filter.before() == null ? null : filter.before().toString());
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Sql.bind(statement, values);
                return page(statement, filter.limit());
            }
        });
    }

    private static FailureGroups page(PreparedStatement statement, int limit) throws SQLException {
        List<FailureGroup> groups = new ArrayList<>();
        long looked = 0;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                looked = row.getLong("looked");
                groups.add(group(row));
            }
        }
        boolean more = groups.size() > limit;
        List<FailureGroup> shown = List.copyOf(groups.subList(0, Math.min(limit, groups.size())));
        String next = more ? shown.get(limit - 1).newest().toString() : null;
        return new FailureGroups(shown, next, looked, looked < MOST_LOOKED_AT);
    }

    private static FailureGroup group(ResultSet row) throws SQLException {
        return new FailureGroup(
                row.getString("fingerprint"),
                row.getString("error"),
                row.getString("handler"),
                row.getLong("runs"),
                Sql.instant(row, "first_at"),
                Sql.instant(row, "last_at"),
                Sql.uuid(row, "newest"),
                row.getLong("job_count"),
                FailureGroup.jobs(row.getString("jobs")));
    }
}
