package carillon.api;

import carillon.job.JobSpec;
import carillon.platform.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

/**
 * Body of {@code PATCH /jobs/{id}}: what is to change in a job's definition, as RFC 7396 has it. What is null is taken out
 * and takes its default.
 *
 * @param shape reads the definition that comes of it
 */
record JobPatch(JsonObject changes, Shape shape) {

    private static final JsonProvider JSON = JsonProvider.provider();

    /**
     * @throws carillon.platform.InvalidFieldsException naming every field of the changed definition that cannot be read
     */
    JobSpec applyTo(JobSpec current) {
        JsonValue written = Json.value(Json.write(current));
        JsonValue changed = JSON.createMergePatch(changes).apply(written);
        FieldErrors errors = new FieldErrors();
        JobSpec spec = (JobSpec) shape.read(changed, FieldPath.ROOT, errors);
        errors.requireNone();
        return spec;
    }
}
