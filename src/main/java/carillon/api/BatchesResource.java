package carillon.api;

import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.BatchView;
import carillon.run.Batches;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** {@code /batches}: catch-ups and backfills. */
@Path("/batches")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class BatchesResource {

    private final Batches batches;

    protected BatchesResource() {
        this(null);
    }

    @Inject
    public BatchesResource(Batches batches) {
        this.batches = batches;
    }

    @GET
    public Page<BatchView> list(@BeanParam BatchQuery query) {
        Page<BatchView> page = batches.list(query.filter(Tenant.DEFAULT));
        return new Page<>(page.items(), Cursor.of(page.next()));
    }

    @GET
    @Path("/{id}")
    public BatchView find(@PathParam("id") UUID id) {
        return batches.find(Tenant.DEFAULT, id);
    }

    @POST
    @Path("/{id}/cancel")
    public BatchView cancel(@PathParam("id") UUID id, EmptyRequest request) {
        return batches.cancel(Tenant.DEFAULT, id);
    }
}
