package carillon.handler;

import carillon.platform.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** The values that a template may name, of one attempt. */
final class TemplateValues {

    private final Attempt attempt;
    private JsonValue payload;

    TemplateValues(Attempt attempt) {
        this.attempt = attempt;
    }

    /**
     * As text: a string as it is, a number, true and false as JSON writes them.
     *
     * @param field of the handler, for the message
     * @throws UnfillableTemplateException when there is no such value, or it has no such form
     */
    String text(String field, String name) throws UnfillableTemplateException {
        if (!name.startsWith("payload")) {
            return own(name);
        }
        JsonValue value = inPayload(field, name);
        return switch (value.getValueType()) {
            case STRING -> ((JsonString) value).getString();
            case NUMBER, TRUE, FALSE -> value.toString();
            case NULL -> throw new UnfillableTemplateException(field, "names " + name + ", which is null");
            case OBJECT, ARRAY ->
                throw new UnfillableTemplateException(
                        field,
                        "names " + name + ", which is an object or array: only a whole text of the body can be one");
        };
    }

    /** As JSON, whatever it is. */
    JsonValue json(String field, String name) throws UnfillableTemplateException {
        if (name.startsWith("payload")) {
            return inPayload(field, name);
        }
        return name.equals("run.attempt")
                ? jakarta.json.Json.createValue(attempt.number())
                : jakarta.json.Json.createValue(own(name));
    }

    private String own(String name) {
        return switch (name) {
            case "run.id" -> attempt.run().toString();
            case "run.attempt" -> String.valueOf(attempt.number());
            case "run.scheduledAt" -> attempt.scheduledAt().toString();
            case "job.id" -> attempt.job().toString();
            case "job.name" -> attempt.jobName();
            case "job.tenant" -> attempt.tenant();
            default -> throw new IllegalArgumentException("No template can name " + name);
        };
    }

    private JsonValue inPayload(String field, String name) throws UnfillableTemplateException {
        if (payload == null && attempt.payload() != null) {
            payload = Json.value(attempt.payload());
        }
        JsonValue value = payload;
        String[] steps = name.split("\\.");
        for (int i = 1; i < steps.length && value != null; i++) {
            value = step(value, steps[i]);
        }
        if (value == null) {
            throw new UnfillableTemplateException(field, "names " + name + ", which is not there");
        }
        return value;
    }

    private static JsonValue step(JsonValue in, String step) {
        if (in instanceof JsonObject object) {
            return object.get(step);
        }
        if (in instanceof JsonArray array && step.matches("\\d{1,9}") && Integer.parseInt(step) < array.size()) {
            return array.get(Integer.parseInt(step));
        }
        return null;
    }
}
