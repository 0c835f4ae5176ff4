package carillon.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Many definitions, of which an unreadable one does not keep the others out. */
record BulkShape(JobShape job) implements Shape {

    private static final String JOBS = "jobs";

    @Override
    public BulkRequest read(JsonValue value, FieldPath at, FieldErrors errors) {
        if (!(value instanceof JsonObject object)) {
            errors.add(at, "expects an object, not " + Shape.kindOf(value));
            return null;
        }
        for (String name : object.keySet()) {
            if (!name.equals(JOBS)) {
                errors.add(at.field(name), "is not a field here" + Nearest.hint(name, Set.of(JOBS)));
            }
        }
        JsonValue jobs = object.getOrDefault(JOBS, JsonValue.NULL);
        if (jobs instanceof JsonArray array && !array.isEmpty() && array.size() <= BulkRequest.MOST) {
            return new BulkRequest(entries(array, at.field(JOBS)));
        }
        errors.add(at.field(JOBS), "expects an array of 1 to " + BulkRequest.MOST + " jobs, not " + found(jobs));
        return null;
    }

    private static String found(JsonValue jobs) {
        return jobs instanceof JsonArray array ? "of " + array.size() : Shape.kindOf(jobs);
    }

    private List<BulkRequest.Entry> entries(JsonArray array, FieldPath at) {
        List<BulkRequest.Entry> entries = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            FieldErrors own = new FieldErrors();
            entries.add(new BulkRequest.Entry(job.read(array.get(i), at.entry(i), own), own.list()));
        }
        return entries;
    }
}
