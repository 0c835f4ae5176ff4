package carillon.api;

import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.RunView;
import carillon.run.Runs;
import carillon.run.UnknownRunException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** {@code /runs}: what was fired, and what became of it. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RunsResource {

    private final Runs runs;

    protected RunsResource() {
        this(null);
    }

    @Inject
    public RunsResource(Runs runs) {
        this.runs = runs;
    }

    @GET
    public Page<RunResponse> list(@BeanParam RunQuery query) {
        Page<RunView> page = runs.list(query.filter(Tenant.DEFAULT));
        return new Page<>(page.map(RunResponse::of).items(), Cursor.of(page.next()));
    }

    @GET
    @Path("/{id}")
    public RunResponse find(@PathParam("id") UUID id) {
        return runs.find(Tenant.DEFAULT, id).map(RunResponse::of).orElseThrow(() -> new UnknownRunException(id));
    }
}
