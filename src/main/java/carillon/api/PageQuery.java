package carillon.api;

import carillon.platform.Page;
import jakarta.ws.rs.QueryParam;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The query of a list that is short enough to be read whole. */
public class PageQuery {

    @QueryParam("limit")
    String limit;

    @QueryParam("cursor")
    String cursor;

    /**
     * @param key orders the list, and is different for each of its items
     */
    <T> Page<T> page(List<T> all, Function<T, String> key) {
        QueryValues values = new QueryValues();
        int most = values.limit(limit);
        String after = values.after(cursor);
        values.requireSound();
        List<T> rest = all.stream()
                .filter(item -> after == null || key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .limit(most + 1L)
                .toList();
        return Page.of(rest, most, item -> Cursor.of(key.apply(item)));
    }
}
