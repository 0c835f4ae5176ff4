package carillon.api;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that does not hold in one request, so that its author sees it all at once. */
final class FieldErrors {

    /** A request of a megabyte can hold as many mistakes; this many are told. */
    static final int MOST = 100;

    private final List<FieldError> errors = new ArrayList<>();
    private int untold;

    void add(FieldPath at, String message) {
        add(new FieldError(at.toString(), message));
    }

    void add(FieldError error) {
        if (errors.size() < MOST) {
            errors.add(error);
        } else {
            untold++;
        }
    }

    /** Adds those that are about fields of which nothing was said yet: what is unreadable is not also missing. */
    void addNews(List<FieldError> more) {
        List<String> known = errors.stream().map(FieldError::field).toList();
        more.stream()
                .filter(error -> known.stream().noneMatch(field -> related(field, error.field())))
                .forEach(this::add);
    }

    private static boolean related(String one, String other) {
        return inside(one, other) || inside(other, one);
    }

    private static boolean inside(String inner, String outer) {
        return inner.startsWith(outer)
                && (inner.length() == outer.length() || ".[".indexOf(inner.charAt(outer.length())) >= 0);
    }

    boolean has(String field) {
        return errors.stream().anyMatch(error -> error.field().equals(field));
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    List<FieldError> list() {
        if (untold == 0) {
            return List.copyOf(errors);
        }
        List<FieldError> all = new ArrayList<>(errors);
        all.add(new FieldError(FieldPath.ROOT.toString(), "has " + untold + " more errors"));
        return all;
    }

    /**
     * @throws InvalidFieldsException when anything was added
     */
    void requireNone() {
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(list());
        }
    }
}
