package carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;

/** The cluster as this member sees it: who Hazelcast reaches, and what the newest heartbeat told of them. */
@ApplicationScoped
public class Cluster {

    private static final Logger LOG = Logger.getLogger(Cluster.class.getName());

    /** A member that was silent for so long is not nominated: it may be frozen, which Hazelcast notices late. */
    private static final Duration TOO_SILENT = Duration.ofSeconds(3);

    /** A lease that is free for so long is anybody's: the oldest has stepped down, is stopping, or cannot take it. */
    private static final Duration LEFT_LYING = Duration.ofSeconds(1);

    private static final Duration LATELY = Duration.ofSeconds(15);

    private final HazelcastInstance hazelcast;
    private final LocalMember local;
    private volatile UUID localId;
    private final Map<UUID, Note> noted = new HashMap<>();
    private volatile ClusterView view = ClusterView.UNKNOWN;
    private volatile long lastLeave = System.nanoTime() - LATELY.toNanos();

    /** For the container's proxy. */
    protected Cluster() {
        this(null, null);
    }

    @Inject
    public Cluster(HazelcastInstance hazelcast, LocalMember local) {
        this.hazelcast = hazelcast;
        this.local = local;
    }

    /**
     * What the database told.
     *
     * @param asked when it was asked, by {@link System#nanoTime()}: it may not know what was noted since
     */
    synchronized void observe(ClusterView newest, long asked) {
        noted.values().removeIf(note -> note.at - asked <= 0);
        ClusterView known = newest;
        for (Map.Entry<UUID, Note> note : noted.entrySet()) {
            known = known.with(note.getKey(), note.getValue().state);
        }
        view = known;
    }

    /** The state of a member that was just written, ahead of the next heartbeat. */
    synchronized void observe(UUID member, String state) {
        noted.put(member, new Note(state, System.nanoTime()));
        view = view.with(member, state);
    }

    /** What this member itself did to the lease, ahead of the next heartbeat. */
    synchronized void observe(LeaseRow lease) {
        view = new ClusterView(view.members(), lease);
    }

    /** Hazelcast has seen somebody leave. */
    void left() {
        lastLeave = System.nanoTime();
    }

    /** True for some seconds after a leave: those on the other side of it may not wait long for this member. */
    boolean leftLately() {
        return System.nanoTime() - lastLeave < LATELY.toNanos();
    }

    ClusterView view() {
        return view;
    }

    /** The last known, when Hazelcast has stopped: at the end of the JVM it may do so before this member. */
    UUID localHazelcastId() {
        try {
            localId = hazelcast.getCluster().getLocalMember().getUuid();
        } catch (HazelcastInstanceNotActiveException stopped) {
            LOG.finest("event=hazelcast-stopped");
        }
        return localId;
    }

    boolean isLocal(MemberRow member) {
        return member.id().equals(local.id());
    }

    /** Members that Hazelcast sees, oldest first. */
    List<MemberRow> reachable() {
        ClusterView known = view;
        return seen().stream()
                .filter(member -> !member.isLiteMember())
                .map(member -> known.byHazelcast(member.getUuid()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The holder of the lease, when Hazelcast sees it. */
    Optional<MemberRow> timer() {
        UUID owner = view.lease().owner();
        return reachable().stream().filter(member -> member.id().equals(owner)).findFirst();
    }

    /** True when this member is the oldest that could be the timer, or when the oldest leaves the lease lying. */
    boolean nominated() {
        LeaseRow lease = view.lease();
        boolean leftLying = lease.owner() == null && lease.age().compareTo(LEFT_LYING) > 0;
        return leftLying || oldest();
    }

    private boolean oldest() {
        return reachable().stream()
                .filter(MemberRow::mayBeTimer)
                .filter(member -> isLocal(member) || member.silence().compareTo(TOO_SILENT) < 0)
                .findFirst()
                .filter(this::isLocal)
                .isPresent();
    }

    /** True when Hazelcast does not see the member any more. */
    boolean hasLeft(UUID member) {
        Set<UUID> seen = new HashSet<>();
        for (Member one : seen()) {
            seen.add(one.getUuid());
        }
        return view.byId(member).map(row -> !seen.contains(row.hazelcast())).orElse(true);
    }

    private Set<Member> seen() {
        try {
            return hazelcast.getCluster().getMembers();
        } catch (HazelcastInstanceNotActiveException stopped) {
            return Set.of();
        }
    }

    private record Note(String state, long at) {}
}
