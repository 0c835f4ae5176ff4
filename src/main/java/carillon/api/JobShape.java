package carillon.api;

import carillon.job.JobSpec;
import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonValue;

/** A job's definition: when part of it cannot be read, what does not hold in the rest is told with it. */
record JobShape(Shape fields) implements Shape {

    JobShape() {
        this(Shapes.of(JobSpec.class));
    }

    /**
     * @param errors of this job alone; when nothing was added, the caller has still to check that the fields hold
     */
    @Override
    public JobSpec read(JsonValue value, FieldPath at, FieldErrors errors) {
        JobSpec spec = (JobSpec) fields.read(value, at, errors);
        if (spec != null && !errors.isEmpty()) {
            try {
                spec.requireValid();
            } catch (InvalidFieldsException e) {
                errors.addNews(at.above(e.errors()));
            }
        }
        return spec;
    }
}
