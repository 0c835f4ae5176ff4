package carillon.handler;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;

/** Address, headers and body of a job's request, with the values of one attempt where they have places for them. */
final class FilledRequest {

    private static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());
    private static final String UNRESERVED = "-._~";

    /** A template may name the payload, of 1 MiB at most, more than once. */
    private static final int LARGEST_BODY = 4 << 20;

    private final HttpHandlerSpec spec;
    private final Attempt attempt;
    private final TemplateValues values;
    private int bodySize;

    FilledRequest(HttpHandlerSpec spec, Attempt attempt) {
        this.spec = spec;
        this.attempt = attempt;
        this.values = new TemplateValues(attempt);
    }

    /**
     * Values are percent-encoded, slashes too; none can lead out of its place in the path.
     *
     * @throws IllegalArgumentException when the URL of the definition is none
     */
    URI url() throws UnfillableTemplateException {
        if (!Template.is(spec.url())) {
            return URI.create(spec.url());
        }
        String url = Template.of(spec.url()).fill(name -> encoded(values.text("url", name)));
        String problem = HttpSpecCheck.problemOf(url);
        if (problem != null) {
            throw new UnfillableTemplateException("url", "makes a URL that does not hold: it " + problem);
        }
        URI filled = URI.create(url);
        for (String segment : filled.getRawPath().split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new UnfillableTemplateException("url", "makes a path with a segment . or ..");
            }
        }
        return filled;
    }

    private static String encoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    Map<String, String> headers() throws UnfillableTemplateException {
        if (spec.headers().values().stream().noneMatch(Template::is)) {
            return spec.headers();
        }
        Map<String, String> filled = new LinkedHashMap<>();
        for (Entry<String, String> header : spec.headers().entrySet()) {
            String field = "headers." + header.getKey();
            String value = Template.of(header.getValue()).fill(name -> values.text(field, name));
            String problem = HeadersCheck.problemOf(value);
            if (problem != null) {
                throw new UnfillableTemplateException(field, "makes a value that does not hold: it " + problem);
            }
            filled.put(header.getKey(), value);
        }
        return filled;
    }

    /** The payload, unless the job has a template for the body; null for none. */
    byte[] body() throws UnfillableTemplateException {
        if (spec.body() == null) {
            return attempt.payload() == null ? null : attempt.payload().getBytes(StandardCharsets.UTF_8);
        }
        return filled(spec.body()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonValue filled(JsonValue template) throws UnfillableTemplateException {
        if (template instanceof JsonObject object) {
            JsonObjectBuilder filled = BUILDERS.createObjectBuilder();
            for (Entry<String, JsonValue> member : object.entrySet()) {
                filled.add(member.getKey(), filled(member.getValue()));
            }
            return filled.build();
        }
        if (template instanceof JsonArray array) {
            JsonArrayBuilder filled = BUILDERS.createArrayBuilder();
            for (JsonValue element : array) {
                filled.add(filled(element));
            }
            return filled.build();
        }
        return template instanceof JsonString text && Template.is(text.getString())
                ? filled(text.getString())
                : template;
    }

    /** A text that is nothing but a name becomes the value itself, of whatever kind. */
    private JsonValue filled(String text) throws UnfillableTemplateException {
        Template template = Template.of(text);
        JsonValue filled = template.alone() != null
                ? values.json("body", template.alone())
                : Json.createValue(template.fill(name -> values.text("body", name)));
        bodySize += filled.toString().length();
        if (bodySize > LARGEST_BODY) {
            throw new UnfillableTemplateException("body", "makes a body of more than 4 MiB");
        }
        return filled;
    }
}
