package carillon.api;

import carillon.job.BlackoutSpec;
import carillon.platform.Page;
import carillon.run.BlackoutControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /blackouts}: windows of time in which the runs of queues are held back, in the whole cluster. */
@Path("/blackouts")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class BlackoutsResource {

    private final BlackoutControl control;

    protected BlackoutsResource() {
        this(null);
    }

    @Inject
    public BlackoutsResource(BlackoutControl control) {
        this.control = control;
    }

    @GET
    public Page<BlackoutResponse> list(@BeanParam PageQuery query) {
        return query.page(control.list().stream().map(BlackoutResponse::of).toList(), BlackoutResponse::name);
    }

    @PUT
    @Path("/{name}")
    public BlackoutResponse put(@PathParam("name") String name, BlackoutSpec definition) {
        return BlackoutResponse.of(control.put(name, definition));
    }

    @DELETE
    @Path("/{name}")
    public void delete(@PathParam("name") String name) {
        control.delete(name);
    }
}
