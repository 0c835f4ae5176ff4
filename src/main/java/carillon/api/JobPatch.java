package carillon.api;

import carillon.job.JobSpec;
import carillon.platform.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;

/**
 * Body of {@code PATCH /jobs/{id}}: what is to change in a job's definition, as RFC 7396 has it. What is null is taken out
 * and takes its default.
 *
 * @param shape reads the definition that comes of it
 */
record JobPatch(JsonObject changes, Shape shape) {

    private static final List<String> CHOICES = List.of("schedule", "handler");
    private static final String TYPE = "type";
    private static final JsonProvider JSON = JsonProvider.provider();

    /**
     * @return the same when nothing changes
     * @throws carillon.platform.InvalidFieldsException naming every field of the changed definition that cannot be read
     */
    JobSpec applyTo(JobSpec current) {
        JsonObject written = Json.value(Json.write(current)).asJsonObject();
        JsonValue changed = JSON.createMergePatch(changes).apply(withoutOtherTypes(written));
        FieldErrors errors = new FieldErrors();
        JobSpec spec = (JobSpec) shape.read(changed, FieldPath.ROOT, errors);
        errors.requireNone();
        return spec.equals(current) ? current : spec;
    }

    /** A schedule or handler that becomes one of another type keeps no field of the type that it had. */
    private JsonObject withoutOtherTypes(JsonObject written) {
        JsonObjectBuilder kept = JSON.createObjectBuilder(written);
        for (String field : CHOICES) {
            JsonValue type = type(changes.get(field));
            if (type != null && !type.equals(type(written.get(field)))) {
                kept.remove(field);
            }
        }
        return kept.build();
    }

    private static JsonValue type(JsonValue choice) {
        JsonValue type = choice instanceof JsonObject object ? object.get(TYPE) : null;
        return type instanceof JsonString ? type : null;
    }
}
