package carillon.timer;

import carillon.platform.Lane;
import carillon.queue.DueEntry;
import carillon.queue.HandOff;
import carillon.queue.HandOffException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A Redis in memory that can be away and whose queues can be full. */
final class FakeHandOff extends HandOff {

    private final List<List<DueEntry>> batches = new ArrayList<>();
    private final Map<Lane, Long> sizes = new ConcurrentHashMap<>();
    private Set<Lane> full = Set.of();
    private boolean away;

    void away(boolean given) {
        away = given;
    }

    void full(String... queues) {
        full = Arrays.stream(queues).map(FakeHandOff::lane).collect(Collectors.toSet());
    }

    void size(String queue, long size) {
        sizes.put(lane(queue), size);
    }

    List<List<DueEntry>> batches() {
        return batches;
    }

    List<DueEntry> offered() {
        return batches.stream().flatMap(List::stream).toList();
    }

    @Override
    public Set<Lane> offer(Collection<DueEntry> runs, int bound) {
        check();
        batches.add(List.copyOf(runs));
        return full;
    }

    @Override
    public List<Long> sizes(List<Lane> lanes) {
        check();
        return lanes.stream().map(lane -> sizes.getOrDefault(lane, 0L)).toList();
    }

    @Override
    public boolean isAway() {
        return away;
    }

    @Override
    public int bound() {
        return 100;
    }

    private static Lane lane(String queue) {
        return new Lane(queue, "default");
    }

    private void check() {
        if (away) {
            throw new HandOffException(new IllegalStateException("away"));
        }
    }
}
