package carillon.api;

import carillon.job.BlackoutSpec;
import carillon.job.CalendarSpec;
import carillon.job.JobSpec;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Setting;
import carillon.run.QueueLimits;
import carillon.run.TenantLimits;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;

/**
 * Reads the bodies of requests, and tells everything that keeps one from being what the contract says.
 *
 * <p>JAX-RS prefers it to the container's own reader of JSON because it reads records and not any object, and because it
 * is no bean with a proxy, on which its media types could not be seen.
 */
@Provider
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
public class StrictJsonReader implements MessageBodyReader<Record> {

    private final Map<Class<?>, Body> bodies;

    /** The request that is being read; null outside the container. */
    @Context
    private HttpServletRequest request;

    public StrictJsonReader() {
        this(Setting.API_MAX_BODY.number(), Setting.API_MAX_BULK_BODY.number());
    }

    StrictJsonReader(int maxBody, int maxBulkBody) {
        JobShape job = new JobShape();
        bodies = Map.ofEntries(
                Map.entry(JobSpec.class, new Body(job, maxBody, false)),
                Map.entry(JobPatch.class, new Body(new PatchShape(job), maxBody, false)),
                Map.entry(CalendarSpec.class, new Body(Shapes.of(CalendarSpec.class), maxBody, false)),
                Map.entry(BlackoutSpec.class, new Body(Shapes.of(BlackoutSpec.class), maxBody, false)),
                Map.entry(PreviewRequest.class, new Body(Shapes.of(PreviewRequest.class), maxBody, false)),
                Map.entry(BulkRequest.class, new Body(new BulkShape(job), maxBulkBody, false)),
                Map.entry(PauseRequest.class, new Body(Shapes.of(PauseRequest.class), maxBody, true)),
                Map.entry(QueueLimits.class, new Body(Shapes.of(QueueLimits.class), maxBody, false)),
                Map.entry(TenantLimits.class, new Body(Shapes.of(TenantLimits.class), maxBody, false)),
                Map.entry(QueuePauseRequest.class, new Body(Shapes.of(QueuePauseRequest.class), maxBody, true)),
                Map.entry(TriggerRequest.class, new Body(Shapes.of(TriggerRequest.class), maxBody, true)),
                Map.entry(CancelRequest.class, new Body(Shapes.of(CancelRequest.class), maxBody, true)),
                Map.entry(HeartbeatRequest.class, new Body(Shapes.of(HeartbeatRequest.class), maxBody, true)),
                Map.entry(SucceedRequest.class, new Body(Shapes.of(SucceedRequest.class), maxBody, true)),
                Map.entry(FailRequest.class, new Body(Shapes.of(FailRequest.class), maxBody, true)),
                Map.entry(RetryRequest.class, new Body(Shapes.of(RetryRequest.class), maxBody, true)),
                Map.entry(RunActionRequest.class, new Body(Shapes.of(RunActionRequest.class), maxBody, false)),
                Map.entry(BackfillRequest.class, new Body(Shapes.of(BackfillRequest.class), maxBody, false)),
                Map.entry(EmptyRequest.class, new Body(Shapes.of(EmptyRequest.class), maxBody, true)));
    }

    /** One kind of body: its form, its greatest length in bytes, and whether it may be left out. */
    private record Body(Shape shape, int largest, boolean optional) {}

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return bodies.containsKey(type);
    }

    /**
     * @param mediaType a wildcard or octet stream when the request names none
     * @throws InvalidFieldsException naming every field that cannot be read
     */
    @Override
    public Record readFrom(
            Class<Record> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream stream)
            throws IOException {
        Body body = bodies.get(type);
        String text = BodyText.read(stream, mediaType, headers, body.largest());
        if (request != null) {
            BodyText.keep(request, text);
        }
        return read(body, text);
    }

    private static Record read(Body body, String text) {
        if (!text.isBlank()) {
            FieldErrors errors = new FieldErrors();
            JsonValue tree = JsonTree.parse(text, errors);
            Object request = body.shape().read(tree, FieldPath.ROOT, errors);
            errors.requireNone();
            return (Record) request;
        }
        if (!body.optional()) {
            throw new MalformedBodyException("The body is empty: send a JSON object.");
        }
        return (Record) body.shape().read(JsonValue.EMPTY_JSON_OBJECT, FieldPath.ROOT, new FieldErrors());
    }
}
