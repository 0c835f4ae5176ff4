package carillon.event;

import carillon.cluster.MemberStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells what has become of the members since it last looked. One thread. */
final class MemberChanges {

    private static final String GONE = "gone";

    private Map<UUID, MemberStatus> known = Map.of();

    /** How the members stood when it last looked. */
    Collection<MemberStatus> known() {
        return known.values();
    }

    /** True when the member was there, and alive, when it last looked. */
    boolean isThere(UUID member) {
        return known.containsKey(member) && !GONE.equals(known.get(member).state());
    }

    /** Looks, and says nothing of what it finds: there is nobody to tell. */
    void begin(List<MemberStatus> members) {
        known = byId(members);
    }

    List<Change> look(List<MemberStatus> members) {
        Map<UUID, MemberStatus> now = byId(members);
        List<Change> changes = new ArrayList<>();
        known.forEach((id, before) -> {
            if (!now.containsKey(id) && !GONE.equals(before.state())) {
                changes.add(new Change("left", before));
            }
        });
        now.forEach((id, member) -> compare(known.get(id), member, changes));
        known = now;
        return changes;
    }

    private static void compare(MemberStatus before, MemberStatus now, List<Change> changes) {
        if (before == null || !before.state().equals(now.state())) {
            changes.add(new Change(now.state(), now));
        }
        if (now.timer() && (before == null || !now.epoch().equals(before.epoch()))) {
            changes.add(new Change("timer", now));
        }
    }

    private static Map<UUID, MemberStatus> byId(List<MemberStatus> members) {
        Map<UUID, MemberStatus> byId = new LinkedHashMap<>();
        members.forEach(member -> byId.put(member.id(), member));
        return byId;
    }

    /**
     * @param what {@code up}, {@code draining}, {@code gone}, {@code left} or {@code timer}
     * @param member as it is now; as it was, when it has left
     */
    record Change(String what, MemberStatus member) {}
}
