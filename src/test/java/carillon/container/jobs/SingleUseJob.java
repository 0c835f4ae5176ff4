package carillon.container.jobs;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how many of its kind there are. */
@Dependent
@Named("single-use-job")
public class SingleUseJob implements JobHandler {

    private static final AtomicInteger DESTROYED = new AtomicInteger();

    private int calls;

    @Override
    public Object handle(JobContext context) {
        return "call " + ++calls + " after " + DESTROYED.get() + " were destroyed";
    }

    @PreDestroy
    void count() {
        DESTROYED.incrementAndGet();
    }
}
