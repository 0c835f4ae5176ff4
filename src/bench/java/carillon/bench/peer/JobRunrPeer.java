package carillon.bench.peer;

import carillon.test.Database;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr (the open-source edition) with as many workers as there are slots and a poll each 5 s, the shortest that its
 * documents name; many jobs are stored as a stream. It polls again at once while there is work.
 */
final class JobRunrPeer implements Peer {

    private static final Duration POLL = Duration.ofSeconds(5);
    private static final int CLIENT_CONNECTIONS = 20;

    private final List<HikariDataSource> pools = new ArrayList<>();
    private final List<BackgroundJobServer> servers = new ArrayList<>();
    private final JobRequestScheduler scheduler;

    JobRunrPeer(Database database, int instances, int slots) {
        PostgresStorageProvider first = null;
        for (int i = 1; i <= instances; i++) {
            HikariDataSource pool = Peers.pool(database, slots + CLIENT_CONNECTIONS);
            pools.add(pool);
            JacksonJsonMapper json = new JacksonJsonMapper();
            PostgresStorageProvider storage = new PostgresStorageProvider(pool);
            storage.setJobMapper(new JobMapper(json));
            first = first == null ? storage : first;
            servers.add(new BackgroundJobServer(
                    storage,
                    json,
                    null,
                    BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                            .andName("bench-" + i)
                            .andPollInterval(POLL)
                            .andWorkerCount(slots)));
        }
        scheduler = new JobRequestScheduler(first);
    }

    @Override
    public String name() {
        return "jobrunr";
    }

    @Override
    public void schedule(Due due) {
        NoOp job = new NoOp(due.number());
        if (due.at().isAfter(Instant.now())) {
            scheduler.schedule(due.at(), job);
        } else {
            scheduler.enqueue(job);
        }
    }

    /** Its stream is for jobs that are due; others have one call each. */
    @Override
    public void scheduleAll(List<Due> dues) {
        Instant now = Instant.now();
        scheduler.enqueue(dues.stream().filter(due -> !due.at().isAfter(now)).map(due -> new NoOp(due.number())));
        dues.stream().filter(due -> due.at().isAfter(now)).forEach(this::schedule);
    }

    @Override
    public void scheduleEachSecond(int jobs) {
        throw new UnsupportedOperationException(notEachSecond().orElseThrow());
    }

    @Override
    public Optional<String> notEachSecond() {
        return Optional.of("its open-source edition looks for recurring jobs each 5 s at the soonest, and its documents"
                + " advise at most a hundred of them");
    }

    @Override
    public void start() {
        servers.forEach(BackgroundJobServer::start);
    }

    @Override
    public String openRows() {
        return "jobrunr_jobs where state in ('SCHEDULED', 'ENQUEUED', 'PROCESSING', 'FAILED')";
    }

    @Override
    public void close() {
        servers.forEach(BackgroundJobServer::stop);
        pools.forEach(HikariDataSource::close);
    }

    /** Stored as JSON by JobRunr. */
    public static final class NoOp implements JobRequest {

        private int number;

        /** For JSON. */
        public NoOp() {}

        NoOp(int number) {
            this.number = number;
        }

        public int getNumber() {
            return number;
        }

        @Override
        public Class<NoOpHandler> getJobRequestHandler() {
            return NoOpHandler.class;
        }
    }

    /** Made by JobRunr. */
    public static final class NoOpHandler implements JobRequestHandler<NoOp> {

        @Override
        public void run(NoOp job) {
            Witness.started(job.getNumber());
        }
    }
}
