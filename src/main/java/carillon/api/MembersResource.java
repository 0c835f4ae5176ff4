package carillon.api;

import carillon.cluster.Commands;
import carillon.cluster.MemberStatus;
import carillon.cluster.Members;
import carillon.platform.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /members}: who is there, and what operators ask of them; a member goes by its id or its name. */
@Path("/members")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class MembersResource {

    private final Members members;
    private final Commands commands;

    protected MembersResource() {
        this(null, null);
    }

    @Inject
    public MembersResource(Members members, Commands commands) {
        this.members = members;
        this.commands = commands;
    }

    @GET
    public Page<MemberStatus> list(@BeanParam PageQuery query) {
        return query.page(members.list(), member -> member.name() + " " + member.id());
    }

    @POST
    @Path("/{id}/step-down")
    public void stepDown(@PathParam("id") String member, EmptyRequest request) {
        commands.stepDown(member);
    }

    @POST
    @Path("/{id}/drain")
    public void drain(@PathParam("id") String member, EmptyRequest request) {
        commands.drain(member);
    }

    @POST
    @Path("/{id}/undrain")
    public void undrain(@PathParam("id") String member, EmptyRequest request) {
        commands.undrain(member);
    }
}
