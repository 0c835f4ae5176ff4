package carillon.handler;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The beans of this deployment that implement {@link JobHandler}, by name. */
@Dependent
class NamedBeans {

    private final Instance<JobHandler> handlers;
    /** Only names that exist, so that it cannot grow by what callers ask for. */
    private final Map<String, JobHandler> found = new ConcurrentHashMap<>();

    @Inject
    NamedBeans(@Any Instance<JobHandler> handlers) {
        this.handlers = handlers;
    }

    /** Empty when there is none. A dependent bean is made anew for each call of what is returned, and destroyed after it. */
    Optional<JobHandler> find(String name) {
        JobHandler known = found.get(name);
        return known != null ? Optional.of(known) : lookUp(name);
    }

    /** Sorted; beans without a name are not among them. */
    List<String> names() {
        return handlers.handlesStream()
                .map(handle -> handle.getBean().getName())
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    private Optional<JobHandler> lookUp(String name) {
        Instance<JobHandler> named = handlers.select(NamedLiteral.of(name));
        if (named.isUnsatisfied()) {
            return Optional.empty();
        }
        Instance.Handle<JobHandler> handle = named.getHandle();
        boolean dependent = handle.getBean().getScope() == Dependent.class;
        JobHandler handler = dependent ? context -> callOnce(named.getHandle(), context) : handle.get();
        found.put(name, handler);
        return Optional.of(handler);
    }

    private static Object callOnce(Instance.Handle<JobHandler> own, JobContext context) throws Exception {
        try (own) {
            return own.get().handle(context);
        }
    }
}
