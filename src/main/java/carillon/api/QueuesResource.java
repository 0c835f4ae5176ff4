package carillon.api;

import carillon.platform.Page;
import carillon.queue.QueueStatus;
import carillon.queue.Queues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /queues}: what waits, and what is under way. */
@Path("/queues")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class QueuesResource {

    private final Queues queues;

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
        return queues.list().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownQueueException(name));
    }
}
