package carillon.api;

import carillon.job.EditPreview;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.Jobs;
import carillon.job.UnknownJobException;
import carillon.platform.Page;
import carillon.platform.Tenant;
import carillon.run.EditPreviews;
import carillon.run.JobControl;
import carillon.run.LastRun;
import carillon.run.RunView;
import carillon.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /jobs}: definitions, and what can be done with them. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class JobsResource {

    private final JobControl control;
    private final Jobs jobs;
    private final Runs runs;
    private final FirstAnswers answers;
    private final EditPreviews previews;

    @Context
    private HttpServletRequest request;

    protected JobsResource() {
        this(null, null, null, null, null);
    }

    @Inject
    public JobsResource(JobControl control, Jobs jobs, Runs runs, FirstAnswers answers, EditPreviews previews) {
        this.control = control;
        this.jobs = jobs;
        this.runs = runs;
        this.answers = answers;
        this.previews = previews;
    }

    @POST
    public Response submit(JobSpec spec) {
        return answers.once(request, () -> {
            Job job = control.submit(Tenant.DEFAULT, spec);
            return Response.created(URI.create("jobs/" + job.id()))
                    .tag(Long.toString(job.version()))
                    .entity(JobResponse.ofNew(job))
                    .build();
        });
    }

    @POST
    @Path("/bulk")
    public Response submitAll(BulkRequest bulk) {
        return answers.once(
                request, () -> Response.ok(Bulk.submit(bulk, specs -> control.submitAll(Tenant.DEFAULT, specs)))
                        .build());
    }

    @GET
    public Page<JobResponse> list(@BeanParam JobQuery query) {
        Page<Job> page = jobs.list(query.filter(Tenant.DEFAULT));
        Map<UUID, LastRun> last =
                runs.lastRuns(page.items().stream().map(Job::id).toList());
        List<JobResponse> items = page.items().stream()
                .map(job -> JobResponse.of(job, last.get(job.id())))
                .toList();
        return new Page<>(items, Cursor.of(page.next()));
    }

    @GET
    @Path("/{id}")
    public Response find(@PathParam("id") UUID id) {
        return shown(jobs.find(Tenant.DEFAULT, id).orElseThrow(() -> new UnknownJobException(id)));
    }

    @PUT
    @Path("/{id}")
    public Response replace(@PathParam("id") UUID id, JobSpec spec) {
        return shown(control.edit(Tenant.DEFAULT, id, IfMatch.version(request), old -> spec, Caller.of(request)));
    }

    @PATCH
    @Path("/{id}")
    @Consumes({BodyText.MERGE_PATCH, MediaType.APPLICATION_JSON})
    public Response patch(@PathParam("id") UUID id, JobPatch patch) {
        return shown(control.edit(Tenant.DEFAULT, id, IfMatch.version(request), patch::applyTo, Caller.of(request)));
    }

    @POST
    @Path("/{id}/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    public EditPreview preview(@PathParam("id") UUID id, @QueryParam("count") String count, JobSpec spec) {
        return previews.preview(Tenant.DEFAULT, id, IfMatch.version(request), old -> spec, QueryValues.count(count));
    }

    @POST
    @Path("/{id}/preview")
    @Consumes(BodyText.MERGE_PATCH)
    public EditPreview previewPatch(@PathParam("id") UUID id, @QueryParam("count") String count, JobPatch patch) {
        return previews.preview(Tenant.DEFAULT, id, IfMatch.version(request), patch::applyTo, QueryValues.count(count));
    }

    @DELETE
    @Path("/{id}")
    public void delete(@PathParam("id") UUID id) {
        control.delete(Tenant.DEFAULT, id, IfMatch.version(request), Caller.of(request));
    }

    @POST
    @Path("/{id}/pause")
    public Response pause(@PathParam("id") UUID id, PauseRequest pause) {
        return shown(control.pause(Tenant.DEFAULT, id, pause.reason(), Caller.of(request), pause.until()));
    }

    @POST
    @Path("/{id}/resume")
    public Response resume(@PathParam("id") UUID id, EmptyRequest none) {
        return shown(control.resume(Tenant.DEFAULT, id, Caller.of(request)));
    }

    @POST
    @Path("/{id}/trigger")
    public Response trigger(@PathParam("id") UUID id, TriggerRequest trigger) {
        return answers.once(request, () -> {
            RunView run = control.trigger(Tenant.DEFAULT, id, trigger.payload(), trigger.priority());
            return Response.accepted(RunResponse.of(run))
                    .location(URI.create("runs/" + run.id()))
                    .build();
        });
    }

    private Response shown(Job job) {
        LastRun last = runs.lastRuns(List.of(job.id())).get(job.id());
        return Response.ok(JobResponse.of(job, last))
                .tag(Long.toString(job.version()))
                .build();
    }
}
