package carillon.ops;

import carillon.platform.Loop;
import carillon.platform.Threads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.util.List;

/** Keeps the loops going that ask what probes and scrapes want to know. */
@Singleton
@Startup
@DependsOn("Membership")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class OpsLife {

    @Inject
    private Reach reach;

    @Inject
    private QueueGauges queues;

    @Inject
    private Threads threads;

    private List<Loop> loops;

    @PostConstruct
    void start() {
        loops = List.of(threads.loop("ask-redis", reach::turn), threads.loop("count-queues", queues::turn));
    }

    @PreDestroy
    void stop() {
        loops.forEach(Loop::stop);
        loops.forEach(Loop::close);
    }
}
