package carillon.api;

import carillon.job.Calendar;
import carillon.job.CalendarSpec;
import carillon.job.Calendars;
import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.CalendarControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /calendars}: named time in which jobs do, or do not, fire. */
@Path("/calendars")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class CalendarsResource {

    private final Calendars calendars;
    private final CalendarControl control;

    @Context
    private HttpServletRequest request;

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
    public Response find(@PathParam("name") String name) {
        return shown(calendars.find(Tenant.DEFAULT, name));
    }

    @PUT
    @Path("/{name}")
    public Response put(@PathParam("name") String name, CalendarSpec definition) {
        return shown(control.put(Tenant.DEFAULT, name, IfMatch.version(request), definition));
    }

    @DELETE
    @Path("/{name}")
    public void delete(@PathParam("name") String name) {
        control.delete(Tenant.DEFAULT, name, IfMatch.version(request));
    }

    private static Response shown(Calendar calendar) {
        return Response.ok(CalendarResponse.of(calendar))
                .tag(Long.toString(calendar.version()))
                .build();
    }
}
