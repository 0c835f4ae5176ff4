package carillon.api;

import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.RunControl;
import carillon.run.RunView;
import carillon.run.RunWhy;
import carillon.run.Runs;
import carillon.run.UnknownRunException;
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
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** {@code /runs}: what was fired, and what became of it. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RunsResource {

    private final Runs runs;
    private final RunControl control;

    @Context
    private HttpServletRequest request;

    protected RunsResource() {
        this(null, null);
    }

    @Inject
    public RunsResource(Runs runs, RunControl control) {
        this.runs = runs;
        this.control = control;
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

    @GET
    @Path("/{id}/why")
    public RunWhy why(@PathParam("id") UUID id) {
        return runs.why(Tenant.DEFAULT, id).orElseThrow(() -> new UnknownRunException(id));
    }

    @POST
    @Path("/{id}/cancel")
    public RunResponse cancel(@PathParam("id") UUID id, CancelRequest cancel) {
        return RunResponse.of(control.cancel(Tenant.DEFAULT, id, cancel.reason(), Caller.of(request)));
    }

    @POST
    @Path("/{id}/retry")
    public Response retry(@PathParam("id") UUID id, RetryRequest retry) {
        RunView run = control.retry(Tenant.DEFAULT, id, retry.payload(), Caller.of(request));
        return Response.accepted(RunResponse.of(run)).build();
    }
}
