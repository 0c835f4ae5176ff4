package carillon.platform;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;

/** The container's threads: for loops of our own, and for short tasks. */
@ApplicationScoped
public class Threads {

    @Resource
    private ManagedThreadFactory factory;

    @Resource
    private ManagedExecutorService executor;

    /** Starts a loop on a thread of its own. */
    public Loop loop(String name, Loop.Step step) {
        return Loop.start(name, factory, step);
    }

    /** For tasks that may block; how many run at once is for the caller to bound. */
    public Executor executor() {
        return executor;
    }
}
