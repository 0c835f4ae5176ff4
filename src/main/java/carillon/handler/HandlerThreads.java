package carillon.handler;

import carillon.platform.Setting;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of this package, all made by the container. Pools of its own, because the container's executor costs some
 * 25 µs for each call against less than one, and is shared, so that blocked beans would hold up others, and others them.
 */
@ApplicationScoped
class HandlerThreads {

    /** They only move bytes; more than a few, because the client also looks up host names on them, which blocks. */
    private static final int CLIENT_THREADS = 16;

    @Resource
    private ManagedThreadFactory factory;

    private ExecutorService client;
    private ScheduledThreadPoolExecutor timer;
    private BeanThreads beans;

    HandlerThreads() {}

    HandlerThreads(ThreadFactory factory, int slots) {
        start(factory, slots);
    }

    @PostConstruct
    void start() {
        start(factory, Setting.WORKER_SLOTS.number());
    }

    private void start(ThreadFactory factory, int slots) {
        client = pool(CLIENT_THREADS, named(factory, "carillon-http"));
        timer = new ScheduledThreadPoolExecutor(1, named(factory, "carillon-http-timeout"));
        timer.setRemoveOnCancelPolicy(true);
        beans = new BeanThreads(pool(slots, named(factory, "carillon-bean")));
    }

    /** For threads that last. */
    ThreadFactory factory() {
        return factory;
    }

    /** Runs the HTTP client; never blocks for a target's answer. */
    ExecutorService client() {
        return client;
    }

    /** Ends HTTP calls whose time is up. */
    ScheduledExecutorService timer() {
        return timer;
    }

    BeanThreads beans() {
        return beans;
    }

    @PreDestroy
    void stop() {
        beans.stop();
        timer.shutdownNow();
        client.shutdown();
    }

    private static ThreadPoolExecutor pool(int size, ThreadFactory factory) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(ThreadFactory factory, String name) {
        return work -> {
            Thread thread = factory.newThread(work);
            thread.setName(name);
            return thread;
        };
    }
}
