package carillon.api;

import carillon.job.FiringList;
import carillon.job.Firings;
import carillon.platform.Setting;
import carillon.platform.Tenant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /schedules}: what a schedule would do. */
@Path("/schedules")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class SchedulesResource {

    private final Firings firings;

    protected SchedulesResource() {
        this(null);
    }

    private final String zone = Setting.SCHEDULE_ZONE.text();

    @Inject
    public SchedulesResource(Firings firings) {
        this.firings = firings;
    }

    @POST
    @Path("/preview")
    public FiringList preview(PreviewRequest request) {
        return firings.preview(Tenant.DEFAULT, request.spec().withDefaultZone(zone), request.count(), request.from());
    }
}
