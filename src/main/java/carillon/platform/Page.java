package carillon.platform;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items in the list's order, never null
 * @param next where the next page starts, opaque to callers; null when this is the last
 */
public record Page<T>(List<T> items, String next) {

    /** The same page with each item turned into another form. */
    public <R> Page<R> map(Function<T, R> form) {
        return new Page<>(items.stream().map(form).toList(), next);
    }

    /**
     * Makes a page of rows that were read with one more than the limit, to see whether there are more.
     *
     * @param cursor what the next page starts after, from the last row that is shown
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<T> shown = List.copyOf(rows.subList(0, limit));
        return new Page<>(shown, cursor.apply(shown.get(limit - 1)));
    }
}
