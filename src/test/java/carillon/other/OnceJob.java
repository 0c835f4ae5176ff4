package carillon.other;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how many of its kind there were. */
@Dependent
@Named("other-once")
public class OnceJob implements JobHandler {

    private static final AtomicInteger DESTROYED = new AtomicInteger();

    @Override
    public Object handle(JobContext context) {
        return DESTROYED.get();
    }

    @PreDestroy
    void count() {
        DESTROYED.incrementAndGet();
    }
}
