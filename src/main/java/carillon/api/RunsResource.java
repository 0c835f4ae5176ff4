package carillon.api;

import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.CallbackAnswer;
import carillon.run.Callbacks;
import carillon.run.HeartbeatAnswer;
import carillon.run.LogText;
import carillon.run.RunControl;
import carillon.run.RunLogs;
import carillon.run.RunView;
import carillon.run.RunWhy;
import carillon.run.Runs;
import carillon.run.UnknownRunException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** {@code /runs}: what was fired, and what became of it. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RunsResource {

    /** What targets that have taken an attempt over show; nothing else is asked of them. */
    private static final String TOKEN = "Carillon-Token";

    private final Runs runs;
    private final RunControl control;
    private final Callbacks callbacks;
    private final RunLogs logs;

    @Context
    private HttpServletRequest request;

    protected RunsResource() {
        this(null, null, null, null);
    }

    @Inject
    public RunsResource(Runs runs, RunControl control, Callbacks callbacks, RunLogs logs) {
        this.runs = runs;
        this.control = control;
        this.callbacks = callbacks;
        this.logs = logs;
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

    /** With {@code follow=true} it does not come here: {@link LogFollowFilter}. */
    @GET
    @Path("/{id}/log")
    @Produces("text/plain;charset=UTF-8")
    public StreamingOutput log(@PathParam("id") UUID id, @BeanParam LogQuery query) {
        LogQuery.Start start = query.start();
        if (runs.find(Tenant.DEFAULT, id).isEmpty()) {
            throw new UnknownRunException(id);
        }
        long from = start.lines() > 0 ? logs.startOfLast(id, start.lines()) : start.offset();
        return out -> {
            LogText next = logs.read(id, from);
            while (!next.text().isEmpty()) {
                out.write(next.text().getBytes(StandardCharsets.UTF_8));
                next = logs.read(id, next.end());
            }
        };
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

    @POST
    @Path("/{id}/heartbeat")
    public HeartbeatAnswer heartbeat(
            @PathParam("id") UUID id, @HeaderParam(TOKEN) String token, HeartbeatRequest told) {
        return callbacks.heartbeat(Tenant.DEFAULT, id, either(token, told.token()), told.progress(), told.message());
    }

    @POST
    @Path("/{id}/succeed")
    public CallbackAnswer succeed(@PathParam("id") UUID id, @HeaderParam(TOKEN) String token, SucceedRequest told) {
        return callbacks.succeed(Tenant.DEFAULT, id, either(token, told.token()), told.resultText());
    }

    @POST
    @Path("/{id}/fail")
    public CallbackAnswer fail(@PathParam("id") UUID id, @HeaderParam(TOKEN) String token, FailRequest told) {
        return callbacks.fail(Tenant.DEFAULT, id, either(token, told.token()), told.error(), told.retry());
    }

    private static String either(String header, String body) {
        return header == null ? body : header;
    }
}
