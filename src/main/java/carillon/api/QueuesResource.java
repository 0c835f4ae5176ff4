package carillon.api;

import carillon.cluster.Question;
import carillon.event.QueueRates;
import carillon.platform.Page;
import carillon.queue.Queues;
import carillon.run.LimitControl;
import carillon.run.QueueLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** {@code /queues}: what waits, what is under way, and what bounds it. */
@Path("/queues")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class QueuesResource {

    private final Queues queues;
    private final QueueRates rates;
    private final LimitControl control;

    @Context
    private HttpServletRequest request;

    protected QueuesResource() {
        this(null, null, null);
    }

    @Inject
    public QueuesResource(Queues queues, QueueRates rates, LimitControl control) {
        this.queues = queues;
        this.rates = rates;
        this.control = control;
    }

    @GET
    public Page<QueueResponse> list(@BeanParam PageQuery query) {
        return query.page(all(), QueueResponse::name);
    }

    @GET
    @Path("/{name}")
    public QueueResponse find(@PathParam("name") String name) {
        return shown(name);
    }

    @PUT
    @Path("/{name}")
    public QueueResponse limit(@PathParam("name") String name, QueueLimits limits) {
        control.set(name, limits);
        queues.limited(name, Caller.of(request));
        return shown(name);
    }

    @POST
    @Path("/{name}/pause")
    public QueueResponse pause(@PathParam("name") String name, QueuePauseRequest pause) {
        if (!queues.pause(name, pause.reason(), Caller.of(request))) {
            throw new UnknownQueueException(name);
        }
        return shown(name);
    }

    @POST
    @Path("/{name}/resume")
    public QueueResponse resume(@PathParam("name") String name, EmptyRequest none) {
        if (!queues.resume(name, Caller.of(request))) {
            throw new UnknownQueueException(name);
        }
        return shown(name);
    }

    private QueueResponse shown(String name) {
        return all().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownQueueException(name));
    }

    private List<QueueResponse> all() {
        Map<String, Question.Rate> lately = rates.lastMinute();
        return queues.list().stream()
                .map(queue -> QueueResponse.of(queue, lately.getOrDefault(queue.name(), Question.Rate.NONE)))
                .toList();
    }
}
