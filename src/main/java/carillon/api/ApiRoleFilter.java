package carillon.api;

import carillon.cluster.LocalMember;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/** Turns requests away on a member that has not the role {@code api}; its health and metrics stay open. */
@Provider
@PreMatching
@ApplicationScoped
public class ApiRoleFilter implements ContainerRequestFilter {

    private final LocalMember member;

    /** For the container's proxy. */
    protected ApiRoleFilter() {
        this(null);
    }

    @Inject
    public ApiRoleFilter(LocalMember member) {
        this.member = member;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!member.hasRole("api")) {
            throw new NoApiRoleException(member.roles());
        }
    }
}
