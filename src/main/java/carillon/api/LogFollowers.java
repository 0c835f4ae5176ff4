package carillon.api;

import carillon.platform.Loop;
import carillon.platform.Setting;
import carillon.platform.Threads;
import carillon.run.LogStanding;
import carillon.run.LogText;
import carillon.run.RunLogs;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Readers that follow logs on this member, whichever member performs their runs: twice a second one statement asks how all the
 * logs stand, and what is new is read for those that can take it.
 */
@ApplicationScoped
public class LogFollowers {

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    /** A reader goes on from where it was by {@code offset}. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final RunLogs logs;
    private final Threads threads;
    private final int most;
    private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();
    /** Started with the first follower; guarded by this. */
    private Loop loop;

    /** For the container's proxy. */
    protected LogFollowers() {
        this(null, null, 0);
    }

    @Inject
    public LogFollowers(RunLogs logs, Threads threads) {
        this(logs, threads, Setting.RUN_LOG_FOLLOWERS.number());
    }

    LogFollowers(RunLogs logs, Threads threads, int most) {
        this.logs = logs;
        this.threads = threads;
        this.most = most;
    }

    /**
     * Sends the log and what comes to it until the run has ended, the reader hangs up or takes nothing for half a minute, or an
     * hour is over.
     *
     * @param from bytes of the log that it does not want
     * @throws TooManyFollowersException when so many follow already
     */
    void follow(AsyncContext context, UUID run, long from) throws IOException {
        context.setTimeout(LONGEST.toMillis());
        LogFollower[] self = new LogFollower[1];
        self[0] = new LogFollower(
                context, context.getResponse().getOutputStream(), run, from, () -> followers.remove(self[0]));
        context.addListener(new LogFollowerEnd(self[0]));
        followers.add(self[0]);
        context.getResponse().getOutputStream().setWriteListener(self[0]);
        wake();
    }

    /**
     * @throws TooManyFollowersException when no other may follow
     */
    void requireRoom() {
        if (followers.size() >= most) {
            throw new TooManyFollowersException(most);
        }
    }

    private synchronized void wake() {
        if (loop == null) {
            loop = threads.loop("follow-logs", this::turn);
        }
        loop.wake();
    }

    /** One turn of the loop. */
    Duration turn() {
        List<LogFollower> all = List.copyOf(followers);
        if (all.isEmpty()) {
            return IDLE;
        }
        Map<UUID, LogStanding> standing =
                logs.standing(all.stream().map(LogFollower::run).collect(Collectors.toSet()));
        all.forEach(follower -> serve(follower, standing.get(follower.run())));
        return EVERY;
    }

    private void serve(LogFollower follower, LogStanding standing) {
        if (!follower.isReady()) {
            if (follower.stalled().compareTo(LONGEST_STALL) > 0) {
                follower.end();
            }
            return;
        }
        if (standing.length() > follower.at()) {
            LogText next = logs.read(follower.run(), follower.at());
            if (!next.text().isEmpty()) {
                follower.send(next);
                return;
            }
        }
        if (standing.ended()) {
            follower.end();
        }
    }

    int count() {
        return followers.size();
    }

    @PreDestroy
    synchronized void stop() {
        if (loop != null) {
            loop.close();
        }
        List.copyOf(followers).forEach(LogFollower::end);
    }
}
