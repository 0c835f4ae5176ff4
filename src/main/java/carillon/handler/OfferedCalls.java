package carillon.handler;

import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Calls beans of this application for an attempt of a Carillon in another one. The two have no class in common but those of
 * Java: what the bean gets and how it went are maps of such, as {@link Crossing} names them, and JSON is read and written
 * here, where the classes are.
 */
final class OfferedCalls {

    private final BeanManager beans;
    private final ContextService contexts;
    private final String application;
    private final Jsonb json = JsonbBuilder.create();

    private OfferedCalls(BeanManager beans, ContextService contexts, String application) {
        this.beans = beans;
        this.contexts = contexts;
        this.application = application;
    }

    /**
     * @throws IllegalStateException when it is called without the names of an application
     */
    static OfferedCalls ofThisApplication(BeanManager beans) {
        try {
            return new OfferedCalls(
                    beans,
                    InitialContext.doLookup("java:comp/DefaultContextService"),
                    InitialContext.doLookup("java:app/AppName"));
        } catch (NamingException e) {
            throw new IllegalStateException("The beans cannot be offered to Carillon: " + e.getMessage(), e);
        }
    }

    String application() {
        return application;
    }

    /** With the class loader and the names of this application, whatever thread calls it. */
    Function<Map<String, Object>, Map<String, Object>> of(Bean<?> bean) {
        return contexts.contextualFunction(attempt -> call(bean, attempt));
    }

    private Map<String, Object> call(Bean<?> bean, Map<String, Object> attempt) {
        Map<String, Object> answer = new HashMap<>();
        Object result;
        try (Instance.Handle<RequestContextController> request =
                beans.createInstance().select(RequestContextController.class).getHandle()) {
            boolean begun = request.get().activate();
            try {
                result = callIn(bean, new OfferedContext(attempt, json));
            } finally {
                if (begun) {
                    request.get().deactivate();
                }
            }
        } catch (Throwable e) {
            answer.put(Crossing.FAILURE, e);
            return answer;
        }
        try {
            answer.put(Crossing.RESULT, result == null ? null : json.toJson(result));
        } catch (RuntimeException | StackOverflowError e) {
            answer.put(Crossing.UNWRITABLE, e);
        }
        return answer;
    }

    /** A dependent bean is made for this call, and destroyed after it. */
    private Object callIn(Bean<?> bean, JobContext context) throws Exception {
        CreationalContext<?> creation = beans.createCreationalContext(bean);
        try {
            JobHandler handler = (JobHandler) beans.getReference(bean, JobHandler.class, creation);
            return handler.handle(context);
        } finally {
            if (bean.getScope() == Dependent.class) {
                creation.release();
            }
        }
    }
}
