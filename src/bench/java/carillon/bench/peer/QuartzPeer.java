package carillon.bench.peer;

import carillon.test.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Quartz with its clustered JDBC store, batches of as many triggers as there are threads acquired under the lock, which its
 * documents ask for with batches, and HikariCP from its own distribution. Jobs are stored beside their trigger, as for
 * one-shot work.
 */
final class QuartzPeer implements Peer {

    private static final int CLIENT_CONNECTIONS = 20;

    private final List<Scheduler> schedulers = new ArrayList<>();

    QuartzPeer(Database database, int instances, int slots) {
        Peers.execute(database, tables());
        try {
            for (int i = 1; i <= instances; i++) {
                schedulers.add(new StdSchedulerFactory(properties(database, i, slots)).getScheduler());
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz does not start", e);
        }
    }

    private static String tables() {
        try (InputStream script =
                Scheduler.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_postgres.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(Database database, int instance, int slots) {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                // One name in the database, and another in this process, where all instances live together.
                Map.entry("org.quartz.scheduler.instanceName", "bench"),
                Map.entry("org.quartz.scheduler.instanceId", "bench-" + instance),
                Map.entry("org.quartz.scheduler.skipUpdateCheck", "true"),
                Map.entry("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", Integer.toString(slots)),
                Map.entry("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool"),
                Map.entry("org.quartz.threadPool.threadCount", Integer.toString(slots)),
                Map.entry("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX"),
                Map.entry("org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate"),
                Map.entry("org.quartz.jobStore.isClustered", "true"),
                Map.entry("org.quartz.jobStore.useProperties", "true"),
                Map.entry("org.quartz.jobStore.acquireTriggersWithinLock", "true"),
                Map.entry("org.quartz.jobStore.dataSource", "bench" + instance),
                Map.entry("org.quartz.dataSource.bench" + instance + ".provider", "hikaricp"),
                Map.entry("org.quartz.dataSource.bench" + instance + ".driver", "org.postgresql.Driver"),
                Map.entry("org.quartz.dataSource.bench" + instance + ".URL", database.url()),
                Map.entry("org.quartz.dataSource.bench" + instance + ".user", database.user()),
                Map.entry("org.quartz.dataSource.bench" + instance + ".password", database.password()),
                Map.entry(
                        "org.quartz.dataSource.bench" + instance + ".maxConnections",
                        Integer.toString(slots + CLIENT_CONNECTIONS))));
        return properties;
    }

    @Override
    public String name() {
        return "quartz";
    }

    @Override
    public void schedule(Due due) {
        try {
            schedulers.get(0).scheduleJob(job(due), trigger(due));
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void scheduleAll(List<Due> dues) {
        Map<JobDetail, Set<? extends Trigger>> all = new HashMap<>();
        dues.forEach(due -> all.put(job(due), Set.of(trigger(due))));
        store(all);
    }

    @Override
    public void scheduleEachSecond(int jobs) {
        Date next = Date.from(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        Map<JobDetail, Set<? extends Trigger>> all = new HashMap<>();
        for (int i = 0; i < jobs; i++) {
            String name = Integer.toString(i);
            all.put(
                    JobBuilder.newJob(EachSecond.class).withIdentity(name).build(),
                    Set.of(TriggerBuilder.newTrigger()
                            .withIdentity(name)
                            .startAt(next)
                            .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
                            .build()));
        }
        store(all);
    }

    private void store(Map<JobDetail, Set<? extends Trigger>> all) {
        try {
            schedulers.get(0).scheduleJobs(all, false);
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JobDetail job(Due due) {
        return JobBuilder.newJob(NoOp.class)
                .withIdentity(Integer.toString(due.number()))
                .build();
    }

    private static Trigger trigger(Due due) {
        return TriggerBuilder.newTrigger()
                .withIdentity(Integer.toString(due.number()))
                .startAt(Date.from(due.at()))
                .build();
    }

    @Override
    public void start() {
        try {
            for (Scheduler scheduler : schedulers) {
                scheduler.start();
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String openRows() {
        return "qrtz_job_details";
    }

    @Override
    public void close() {
        try {
            for (Scheduler scheduler : schedulers) {
                scheduler.shutdown(true);
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Made by Quartz, one for each execution. */
    public static final class NoOp implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            Witness.started(Integer.parseInt(context.getJobDetail().getKey().getName()));
        }
    }

    /** Made by Quartz, one for each execution. */
    public static final class EachSecond implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            Witness.started(context.getScheduledFireTime().toInstant());
        }
    }
}
