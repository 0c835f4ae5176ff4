package carillon.api;

import carillon.run.LimitControl;
import carillon.run.TenantLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /tenants}: what bounds each. While callers are not asked who they are, all jobs are of tenant {@code default}. */
@Path("/tenants")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class TenantsResource {

    private final LimitControl control;

    protected TenantsResource() {
        this(null);
    }

    @Inject
    public TenantsResource(LimitControl control) {
        this.control = control;
    }

    /** One that nobody has bounded has no bounds. */
    @GET
    @Path("/{id}")
    public TenantResponse find(@PathParam("id") String id) {
        return TenantResponse.of(id, control.ofTenant(id));
    }

    @PUT
    @Path("/{id}")
    public TenantResponse limit(@PathParam("id") String id, TenantLimits limits) {
        control.setTenant(id, limits);
        return TenantResponse.of(id, control.ofTenant(id));
    }
}
