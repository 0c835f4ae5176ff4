package carillon.platform;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a page of a list found among a bounded number of rows, by their ids, newest first.
 *
 * @param found one more than the page takes where there are more
 * @param until the last row that was looked at, when more are left to look at than the page is full of; null otherwise
 */
public record Look(List<UUID> found, UUID until) {

    /** One statement, so that what was found and where it ended are of the same moment. Looks no further than until the page is full. */
    private static final String SQL =
            """
            with found as materialized (
              select l.id
                from (<looked at>) l <joined>
               where <tests>
               order by l.id desc
               limit <page>)
            select id, false as last from found
             union all
            select id, true
              from (select l.id
                      from (<looked at>) l
                     where (select count(*) from found) < <page>
                     order by l.id desc
                    offset <look> - 1 limit 1) u
             order by last, id desc""";

    /**
     * A statement for {@link Sql#look}, whose values are those of what is looked at, those of the tests, and those of what is
     * looked at again.
     *
     * @param lookedAt selects the newest rows, as many as may be looked at, and of each what the tests ask for
     * @param look how many those are at most
     * @param joined what the rows {@code l} are joined with before the tests; may be empty
     * @param limit rows of a page
     */
    public static String sql(String lookedAt, int look, String joined, String tests, int limit) {
        return SQL.replace("<looked at>", lookedAt)
                .replace("<joined>", joined)
                .replace("<tests>", tests)
                .replace("<page>", Integer.toString(limit + 1))
                .replace("<look>", Integer.toString(look));
    }

    /**
     * The page of what was found, which may be short, or empty, and name a next one.
     *
     * @param rows reads what has these ids
     */
    public <T> Page<T> page(int limit, Function<List<UUID>, List<T>> rows) {
        Page<UUID> ids = Page.of(found, limit, UUID::toString);
        List<T> items = ids.items().isEmpty() ? List.of() : rows.apply(ids.items());
        return new Page<>(items, ids.next() == null && until != null ? until.toString() : ids.next());
    }
}
