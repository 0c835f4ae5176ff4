package carillon.api;

import carillon.event.EventFeed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/** {@code /events}: what happens in the cluster, as it happens. */
@Path("/events")
@ApplicationScoped
public class EventsResource {

    private final EventFeed feed;

    @Context
    private HttpServletResponse response;

    protected EventsResource() {
        this(null);
    }

    @Inject
    public EventsResource(EventFeed feed) {
        this.feed = feed;
    }

    /** Returns at once; the events follow on other threads. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void listen(
            @BeanParam EventQuery query,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
            @Context SseEventSink sink,
            @Context Sse sse) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Proxies that buffer answers, such as nginx, would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
        feed.listen(query.interest(), lastEventId, new SseSink(sink, sse));
    }
}
