package carillon.timer;

import carillon.cluster.LocalMember;
import carillon.cluster.TimerLease;
import carillon.job.UnknownJobException;
import carillon.job.Zones;
import carillon.platform.DatabaseClock;
import carillon.run.TimerJobs;
import carillon.run.ZoneRepository;
import carillon.run.ZoneRepository.ZonedJob;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.logging.Logger;

/** Moves the cursors of jobs with zones to where a new time-zone database has them, once for each database. */
@ApplicationScoped
public class ZoneMoves {

    private static final Logger LOG = Logger.getLogger(ZoneMoves.class.getName());
    private static final Duration AT_REST = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final int BATCH = 500;

    private final ZoneRepository repository;
    private final TimerJobs jobs;
    private final TimerLease lease;
    private final LocalMember member;
    private final DatabaseClock clock;

    /** The epoch for which all is done; the loop's own. */
    private long done;

    /** For the container's proxy. */
    protected ZoneMoves() {
        this(null, null, null, null, null);
    }

    @Inject
    public ZoneMoves(
            ZoneRepository repository, TimerJobs jobs, TimerLease lease, LocalMember member, DatabaseClock clock) {
        this.repository = repository;
        this.jobs = jobs;
        this.lease = lease;
        this.member = member;
        this.clock = clock;
    }

    /** One turn: does all there is to do, after which there is nothing for as long as this member is the timer. */
    Duration turn() {
        OptionalLong epoch = lease.trusted();
        if (epoch.isEmpty()) {
            return SOON;
        }
        if (epoch.getAsLong() != done && update(epoch.getAsLong())) {
            done = epoch.getAsLong();
        }
        return AT_REST;
    }

    /** A member with an older database changes nothing: while members are replaced, the newest rules hold. */
    private boolean update(long epoch) {
        String own = Zones.version();
        String known = repository.version();
        if (own.compareTo(known) > 0) {
            int moved = moveAll(epoch);
            boolean written = repository.changed(own, member.id(), epoch);
            LOG.info(() -> "event=zones-changed from=" + known + " to=" + own + " moved=" + moved);
            return written;
        }
        if (own.compareTo(known) < 0) {
            LOG.warning(() -> "event=zones-older own=" + own + " known=" + known
                    + " next=\"cron rules go by the older rules of zones until this member is replaced\"");
        }
        return true;
    }

    private int moveAll(long epoch) {
        int moved = 0;
        Instant next = Instant.EPOCH;
        UUID after = new UUID(0, 0);
        ZoneRepository.Batch batch;
        do {
            batch = repository.zonedJobs(next, after, BATCH);
            moved += move(batch.jobs(), epoch);
            if (batch.last() != null) {
                next = batch.last().next();
                after = batch.last().id();
            }
        } while (batch.last() != null);
        return moved;
    }

    private int move(List<ZonedJob> batch, long epoch) {
        Instant now = clock.instant();
        Map<UUID, List<Instant>> ahead = repository.ahead(batch, now);
        int moved = 0;
        for (ZonedJob job : batch) {
            if (job.moved(now, ahead.getOrDefault(job.id(), List.of())) && move(job, epoch)) {
                moved++;
            }
        }
        return moved;
    }

    private boolean move(ZonedJob job, long epoch) {
        try {
            Instant next = jobs.replan(job.tenant(), job.id(), member.id(), epoch);
            LOG.info(() -> "event=job-moved job=" + job.id() + " from=" + job.next() + " to=" + next);
            return true;
        } catch (EJBException e) {
            if (e.getCause() instanceof UnknownJobException) {
                // Deleted this moment: it has no instant left to move.
                return false;
            }
            throw e;
        }
    }
}
