package carillon.handler;

import carillon.platform.Setting;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The threads of this package, all made by the container. Pools of its own, because the container's executor costs some
 * 25 µs for each call against less than one, and is shared, so that blocked beans would hold up others, and others them.
 */
@ApplicationScoped
class HandlerThreads {

    /** They only move bytes. */
    private static final int CLIENT_THREADS = 16;

    /** Each may be held up by one host whose name servers do not answer. */
    private static final int LOOKUP_THREADS = 8;

    @Resource
    private ManagedThreadFactory factory;

    private QueuedThreadPool client;
    private ExecutorService lookups;
    private ScheduledThreadPoolExecutor timer;
    private ThreadPoolExecutor births;
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
        client = clientPool(factory);
        lookups = pool(LOOKUP_THREADS, named(factory, "carillon-http-lookup"));
        timer = new ScheduledThreadPoolExecutor(1, named(factory, "carillon-http-timeout"));
        timer.setRemoveOnCancelPolicy(true);
        births = pool(1, named(factory, "carillon-bean-births"));
        births.prestartAllCoreThreads();
        births.allowCoreThreadTimeOut(false);
        beans = new BeanThreads(pool(slots, named(work -> born(factory, work), "carillon-bean")));
    }

    /**
     * Made on a thread of its own: the container gives a new thread the context of the one that makes it, and a bean may begin
     * because Hazelcast's thread has cancelled another.
     */
    private Thread born(ThreadFactory factory, Runnable work) {
        return CompletableFuture.supplyAsync(() -> factory.newThread(work), births)
                .join();
    }

    /** For threads that last. */
    ThreadFactory factory() {
        return factory;
    }

    /** Runs the HTTP client, which starts and stops it; never blocks for a target's answer. */
    QueuedThreadPool client() {
        return client;
    }

    /** Looks up host names, which blocks. */
    Executor lookups() {
        return lookups;
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
        births.shutdownNow();
        timer.shutdownNow();
        lookups.shutdownNow();
    }

    /** The client's own kind of pool, without which it would change threads once more for every answer. */
    private static QueuedThreadPool clientPool(ThreadFactory factory) {
        QueuedThreadPool pool = new QueuedThreadPool(CLIENT_THREADS, 1, 60_000, -1, null, null, work -> {
            Thread thread = factory.newThread(work);
            // The client finds parts of itself by it.
            thread.setContextClassLoader(HandlerThreads.class.getClassLoader());
            return thread;
        });
        pool.setName("carillon-http");
        return pool;
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
