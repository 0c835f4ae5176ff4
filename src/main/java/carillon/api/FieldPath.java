package carillon.api;

import carillon.platform.FieldError;
import java.util.List;

/** Where a value stands in a request: {@code schedule.zone}, {@code jobs[3].name}. */
final class FieldPath {

    static final FieldPath ROOT = new FieldPath(null, "");
    private static final int LONGEST_NAME = 100;

    private final FieldPath parent;
    private final String step;

    private FieldPath(FieldPath parent, String step) {
        this.parent = parent;
        this.step = step;
    }

    FieldPath field(String name) {
        String shown = name.isEmpty() ? "''" : name;
        return new FieldPath(this, parent == null ? shown : "." + shown);
    }

    FieldPath entry(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    /** The same errors, found inside the value that stands here, as seen from the root. */
    List<FieldError> above(List<FieldError> inner) {
        return parent == null
                ? inner
                : inner.stream().map(error -> error.under(text())).toList();
    }

    /** The path as callers read it; a name that is too long to be meant is cut, and the root is {@code body}. */
    @Override
    public String toString() {
        return parent == null ? "body" : text();
    }

    private String text() {
        String own = step.length() <= LONGEST_NAME ? step : step.substring(0, LONGEST_NAME) + "…";
        return parent == null ? "" : parent.text() + own;
    }
}
