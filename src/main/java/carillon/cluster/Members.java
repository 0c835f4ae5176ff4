package carillon.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Shows the members to people, and tells the timer which of them are gone. */
@ApplicationScoped
public class Members {

    /** A member whose heartbeat is older is gone. */
    private static final Duration GONE_AFTER = Duration.ofSeconds(10);

    /** The same when Hazelcast has seen it leave. */
    private static final Duration GONE_AFTER_LEAVING = Duration.ofSeconds(2);

    private final ClusterRepository repository;
    private final Cluster cluster;
    private final LocalMember local;

    /** For the container's proxy. */
    protected Members() {
        this(null, null, null);
    }

    @Inject
    public Members(ClusterRepository repository, Cluster cluster, LocalMember local) {
        this.repository = repository;
        this.cluster = cluster;
        this.local = local;
    }

    /** As of this member's newest heartbeat, at most some seconds old. */
    public List<MemberStatus> list() {
        ClusterView view = cluster.view();
        return view.members().stream()
                .map(member -> status(member, view.lease()))
                .toList();
    }

    /**
     * Marks members as gone whose heartbeat has stopped for long enough; never this member.
     *
     * @param contact for how long the database has been in reach without a break: no shorter silence counts
     * @return those that were marked now
     */
    public List<UUID> giveUpSilent(Duration contact) {
        List<MemberRow> others = cluster.view().members().stream()
                .filter(member -> !cluster.isLocal(member) && !member.state().equals(MemberRow.GONE))
                .toList();
        List<UUID> left =
                ids(others, member -> cluster.hasLeft(member.id()) && silent(member, contact, GONE_AFTER_LEAVING));
        List<UUID> silent = ids(others, member -> silent(member, contact, GONE_AFTER));
        List<UUID> gone = giveUp(left, GONE_AFTER_LEAVING);
        return Stream.concat(gone.stream(), giveUp(silent, GONE_AFTER).stream()).toList();
    }

    /** Members that are marked as gone; their rows are kept for ten minutes. */
    public List<UUID> gone() {
        return ids(cluster.view().members(), member -> member.state().equals(MemberRow.GONE));
    }

    /** Deletes the rows of members that have been gone for long. */
    public void forgetGone() {
        repository.forget();
    }

    /** Records that this member takes no new runs, or takes them again. */
    public void draining(boolean draining) {
        String state = draining ? MemberRow.DRAINING : MemberRow.UP;
        repository.state(local.id(), state);
        cluster.observe(local.id(), state);
    }

    private List<UUID> giveUp(Collection<UUID> members, Duration silence) {
        return members.isEmpty() ? List.of() : repository.giveUp(members, silence);
    }

    private static boolean silent(MemberRow member, Duration contact, Duration longest) {
        return member.silence().compareTo(longest) > 0 && contact.compareTo(longest) > 0;
    }

    private static List<UUID> ids(List<MemberRow> members, Predicate<MemberRow> which) {
        return members.stream().filter(which).map(MemberRow::id).toList();
    }

    private static MemberStatus status(MemberRow member, LeaseRow lease) {
        boolean timer = member.id().equals(lease.owner());
        return new MemberStatus(
                member.id(),
                member.name(),
                member.host(),
                member.port(),
                member.pid(),
                member.roles(),
                member.version(),
                member.slots(),
                member.active(),
                member.since(),
                member.state(),
                timer,
                timer ? lease.epoch() : null);
    }
}
