package carillon.api;

import carillon.job.CalendarSpec;
import carillon.job.Calendars;
import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.CalendarControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /calendars}: named time in which jobs do, or do not, fire. */
@Path("/calendars")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class CalendarsResource {

    private final Calendars calendars;
    private final CalendarControl control;

    protected CalendarsResource() {
        this(null, null);
    }

    @Inject
    public CalendarsResource(Calendars calendars, CalendarControl control) {
        this.calendars = calendars;
        this.control = control;
    }

    @GET
    public Page<CalendarResponse> list(@BeanParam PageQuery query) {
        return query.page(
                calendars.list(Tenant.DEFAULT).stream()
                        .map(CalendarResponse::of)
                        .toList(),
                CalendarResponse::name);
    }

    @GET
    @Path("/{name}")
    public CalendarResponse find(@PathParam("name") String name) {
        return CalendarResponse.of(calendars.find(Tenant.DEFAULT, name));
    }

    @PUT
    @Path("/{name}")
    public CalendarResponse put(@PathParam("name") String name, CalendarSpec definition) {
        return CalendarResponse.of(control.put(Tenant.DEFAULT, name, definition));
    }

    @DELETE
    @Path("/{name}")
    public void delete(@PathParam("name") String name) {
        control.delete(Tenant.DEFAULT, name);
    }
}
