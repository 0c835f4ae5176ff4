package carillon.api;

import carillon.platform.Tenant;
import carillon.run.RunActionView;
import carillon.run.RunActions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;

/** {@code /runs/actions}: what is done to many runs at once. */
@Path("/runs/actions")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class RunActionsResource {

    private final RunActions actions;
    private final FirstAnswers answers;

    @Context
    private HttpServletRequest request;

    protected RunActionsResource() {
        this(null, null);
    }

    @Inject
    public RunActionsResource(RunActions actions, FirstAnswers answers) {
        this.actions = actions;
        this.answers = answers;
    }

    @POST
    public Response start(RunActionRequest asked) {
        String author = Caller.of(request);
        if (asked.dryRun()) {
            return Response.ok(actions.trial(Tenant.DEFAULT, asked.action(), asked.filter(), asked.reason(), author))
                    .build();
        }
        return answers.once(request, () -> {
            RunActionView action = actions.start(
                    Tenant.DEFAULT, asked.action(), asked.filter(), asked.reason(), asked.payload(), author);
            return Response.accepted(action)
                    .location(URI.create("runs/actions/" + action.id()))
                    .build();
        });
    }

    @GET
    @Path("/{id}")
    public RunActionView find(@PathParam("id") UUID id) {
        return actions.find(Tenant.DEFAULT, id);
    }
}
