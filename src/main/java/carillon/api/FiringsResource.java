package carillon.api;

import carillon.job.FiringList;
import carillon.job.Firings;
import carillon.platform.Tenant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** {@code /jobs/{id}/firings}: when a job will fire. */
@Path("/jobs/{id}/firings")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class FiringsResource {

    private final Firings firings;

    protected FiringsResource() {
        this(null);
    }

    @Inject
    public FiringsResource(Firings firings) {
        this.firings = firings;
    }

    @GET
    public FiringList list(@PathParam("id") UUID id, @BeanParam FiringsQuery query) {
        FiringsQuery.Values values = query.values();
        return firings.ofJob(Tenant.DEFAULT, id, values.count(), values.from());
    }
}
