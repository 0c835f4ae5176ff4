package carillon.api;

import carillon.platform.Tenant;
import carillon.run.FailureGroups;
import carillon.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /runs/failures}: dead letters by what they have in common. */
@Path("/runs/failures")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class FailuresResource {

    private final Runs runs;

    protected FailuresResource() {
        this(null);
    }

    @Inject
    public FailuresResource(Runs runs) {
        this.runs = runs;
    }

    @GET
    public FailureGroups list(@BeanParam FailuresQuery query) {
        FailureGroups groups = runs.failures(query.filter(Tenant.DEFAULT));
        return new FailureGroups(groups.items(), Cursor.of(groups.next()), groups.looked(), groups.complete());
    }
}
