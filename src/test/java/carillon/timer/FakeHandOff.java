package carillon.timer;

import carillon.queue.DueEntry;
import carillon.queue.HandOff;
import carillon.queue.HandOffException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A Redis in memory that can be away and whose queues can be full. */
final class FakeHandOff extends HandOff {

    private final List<List<DueEntry>> batches = new ArrayList<>();
    private final Map<String, Long> sizes = new ConcurrentHashMap<>();
    private Set<String> full = Set.of();
    private boolean away;

    void away(boolean given) {
        away = given;
    }

    void full(String... queues) {
        full = Set.of(queues);
    }

    void size(String queue, long size) {
        sizes.put(queue, size);
    }

    List<List<DueEntry>> batches() {
        return batches;
    }

    List<DueEntry> offered() {
        return batches.stream().flatMap(List::stream).toList();
    }

    @Override
    public Set<String> offer(Collection<DueEntry> runs) {
        check();
        batches.add(List.copyOf(runs));
        return full;
    }

    @Override
    public List<Long> sizes(List<String> queues) {
        check();
        return queues.stream().map(queue -> sizes.getOrDefault(queue, 0L)).toList();
    }

    @Override
    public boolean isAway() {
        return away;
    }

    @Override
    public int bound() {
        return 100;
    }

    private void check() {
        if (away) {
            throw new HandOffException(new IllegalStateException("away"));
        }
    }
}
