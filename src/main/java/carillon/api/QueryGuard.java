package carillon.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Refuses query parameters that a method does not take, so that a misspelt one is not silently ignored. */
@Provider
public class QueryGuard implements ContainerRequestFilter {

    private static final int LONGEST = 1_000;

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        uri.getPathParameters().values().forEach(values -> values.forEach(QueryGuard::requireName));
        if (uri.getRequestUri().getRawQuery() != null) {
            Set<String> taken = known.computeIfAbsent(resource.getResourceMethod(), QueryParameters::of);
            FieldErrors errors = new FieldErrors();
            uri.getQueryParameters().forEach((name, values) -> check(name, values, taken, errors));
            errors.requireNone();
        }
    }

    /** No name holds such characters, and the database would fail to look for them. */
    private static void requireName(String value) {
        if (Characters.problem(value) != null) {
            throw new NotFoundException();
        }
    }

    static void check(String name, List<String> values, Set<String> taken, FieldErrors errors) {
        FieldPath at = FieldPath.ROOT.field(name);
        String value = values.get(0);
        String problem = Characters.problem(value);
        if (!taken.contains(name)) {
            errors.add(at, "is not a parameter here" + Nearest.hint(name, taken));
        } else if (values.size() > 1) {
            errors.add(at, "is given " + values.size() + " times: give it once");
        } else if (value.isBlank() || value.length() > LONGEST) {
            errors.add(at, "takes 1 to " + LONGEST + " characters: leave it out for any");
        } else if (problem != null) {
            errors.add(at, problem);
        }
    }
}
