package carillon.platform;

/**
 * One thing that does not hold in what a caller sent.
 *
 * @param field path of the field from the root of the request, such as {@code schedule.zone} or {@code jobs[3].name}
 * @param message what is wrong and what would be right
 */
public record FieldError(String field, String message) {

    /** The same error seen from one level further out: {@code zone} under {@code schedule} is {@code schedule.zone}. */
    public FieldError under(String parent) {
        return new FieldError(field.isEmpty() ? parent : parent + "." + field, message);
    }
}
