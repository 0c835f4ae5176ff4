package carillon.event;

import carillon.cluster.CommandDesk;
import carillon.cluster.Question;
import carillon.platform.Loop;
import carillon.platform.Shutdown;
import carillon.platform.Threads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Lets this member tell its events, and keeps the feed of its listeners going; ends both when it stops. */
@Singleton
@Startup
@DependsOn("Membership")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class EventsLife {

    @Inject
    private EventLog log;

    @Inject
    private RunRates rates;

    @Inject
    private EventFeed feed;

    @Inject
    private CommandDesk desk;

    @Inject
    private Threads threads;

    @Inject
    private Shutdown shutdown;

    @Resource
    private ManagedThreadFactory factory;

    private ExecutorService senders;
    private Loop loop;
    private boolean ended;

    @PostConstruct
    void start() {
        desk.answer(Question.Events.class, log::answer);
        desk.answer(Question.Rates.class, rates::answer);
        // No more threads than listeners that are being sent to at this moment; a second without one, and it is gone.
        senders = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = factory.newThread(work);
            thread.setName("carillon-listener");
            return thread;
        });
        loop = threads.loop("events", this::turn);
        feed.start(senders, loop::wake);
        // The loop ends the feed as soon as a stop has begun; a stop that has nothing to wait for is sooner.
        shutdown.at(Shutdown.SAY_GOODBYE, this::end);
    }

    @PreDestroy
    void stop() {
        loop.close();
        end();
        senders.shutdown();
    }

    private Duration turn() {
        if (shutdown.begun()) {
            end();
            return Duration.ofSeconds(1);
        }
        log.rest();
        return feed.turn();
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            feed.stop();
        }
    }
}
