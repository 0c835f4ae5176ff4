package carillon.api;

import carillon.platform.Page;
import carillon.queue.QueueStatus;
import carillon.queue.Queues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** {@code /queues}: what waits, and what is under way. */
@Path("/queues")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class QueuesResource {

    private final Queues queues;

    @Context
    private HttpServletRequest request;

    protected QueuesResource() {
        this(null);
    }

    @Inject
    public QueuesResource(Queues queues) {
        this.queues = queues;
    }

    @GET
    public Page<QueueStatus> list(@BeanParam PageQuery query) {
        return query.page(queues.list(), QueueStatus::name);
    }

    @GET
    @Path("/{name}")
    public QueueStatus find(@PathParam("name") String name) {
        return shown(name);
    }

    @POST
    @Path("/{name}/pause")
    public QueueStatus pause(@PathParam("name") String name, QueuePauseRequest pause) {
        if (!queues.pause(name, pause.reason(), Caller.of(request))) {
            throw new UnknownQueueException(name);
        }
        return shown(name);
    }

    @POST
    @Path("/{name}/resume")
    public QueueStatus resume(@PathParam("name") String name, EmptyRequest none) {
        if (!queues.resume(name, Caller.of(request))) {
            throw new UnknownQueueException(name);
        }
        return shown(name);
    }

    private QueueStatus shown(String name) {
        return queues.list().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownQueueException(name));
    }
}
