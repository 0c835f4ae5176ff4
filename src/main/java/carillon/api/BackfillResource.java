package carillon.api;

import carillon.platform.Tenant;
import carillon.run.Backfill;
import carillon.run.Backfilled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** {@code /jobs/{id}/backfill}: runs for instants that have passed. */
@Path("/jobs/{id}/backfill")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class BackfillResource {

    private final Backfill backfill;

    protected BackfillResource() {
        this(null);
    }

    @Inject
    public BackfillResource(Backfill backfill) {
        this.backfill = backfill;
    }

    @POST
    public Response run(@PathParam("id") UUID id, BackfillRequest request) {
        Backfilled filled =
                backfill.run(Tenant.DEFAULT, id, request.from(), request.to(), request.limit(), request.dryRun());
        return Response.status(filled.dryRun() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(filled)
                .build();
    }
}
