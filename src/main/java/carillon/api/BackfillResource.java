package carillon.api;

import carillon.platform.Tenant;
import carillon.run.Backfill;
import carillon.run.Backfilled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** {@code /jobs/{id}/backfill}: runs for instants that have passed. */
@Path("/jobs/{id}/backfill")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class BackfillResource {

    private final Backfill backfill;
    private final FirstAnswers answers;

    @Context
    private HttpServletRequest request;

    protected BackfillResource() {
        this(null, null);
    }

    @Inject
    public BackfillResource(Backfill backfill, FirstAnswers answers) {
        this.backfill = backfill;
        this.answers = answers;
    }

    @POST
    public Response run(@PathParam("id") UUID id, BackfillRequest asked) {
        return answers.once(request, () -> {
            Backfilled filled =
                    backfill.run(Tenant.DEFAULT, id, asked.from(), asked.to(), asked.limit(), asked.dryRun());
            return Response.status(filled.dryRun() ? Response.Status.OK : Response.Status.ACCEPTED)
                    .entity(filled)
                    .build();
        });
    }
}
