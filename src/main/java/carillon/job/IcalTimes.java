package carillon.job;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time that the events of a calendar take up, worked out year by year (in UTC) as it is asked for and then kept.
 * Safe for all threads.
 */
final class IcalTimes {

    private final List<IcalEvent> events;
    private final ZoneRules floating;
    private final Map<Integer, long[]> years = new ConcurrentHashMap<>();

    /**
     * @param floating what all-day and floating events are local to
     */
    IcalTimes(List<IcalEvent> events, ZoneRules floating) {
        this.events = events;
        this.floating = floating;
    }

    boolean contain(long second) {
        return !events.isEmpty() && following(year(second), second) % 2 == 1;
    }

    /** The next moment at which an event begins or ends; at the latest the next year, {@link Long#MAX_VALUE} for never. */
    long nextEdge(long second) {
        if (events.isEmpty()) {
            return Long.MAX_VALUE;
        }
        int number = yearOf(second);
        long[] edges = year(second);
        int next = following(edges, second);
        if (next < edges.length) {
            return edges[next];
        }
        boolean over = edges.length == 0 && events.stream().allMatch(event -> event.endsBefore(number));
        return over ? Long.MAX_VALUE : IcalEvent.startOf(number + 1).getEpochSecond();
    }

    /** How many edges lie at or before the moment: odd inside an event. */
    private static int following(long[] edges, long second) {
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (edges[middle] <= second) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long[] year(long second) {
        return years.computeIfAbsent(yearOf(second), this::workOut);
    }

    private static int yearOf(long second) {
        return Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC).getYear();
    }

    /** Beginnings and ends by turns, in order; what overlaps or touches is one. The rules are not made for two threads. */
    private synchronized long[] workOut(int year) {
        long first = IcalEvent.startOf(year).getEpochSecond();
        long last = IcalEvent.startOf(year + 1).getEpochSecond();
        List<long[]> spans = new ArrayList<>();
        for (IcalEvent event : events) {
            event.occurrences(Instant.ofEpochSecond(first), Instant.ofEpochSecond(last), floating, (begin, end) -> {
                if (begin < last && end > first) {
                    spans.add(new long[] {Math.max(begin, first), Math.min(end, last)});
                }
            });
        }
        spans.sort(Comparator.comparingLong(span -> span[0]));
        List<Long> edges = new ArrayList<>();
        for (long[] span : spans) {
            int size = edges.size();
            if (size > 0 && span[0] <= edges.get(size - 1)) {
                edges.set(size - 1, Math.max(span[1], edges.get(size - 1)));
            } else {
                edges.add(span[0]);
                edges.add(span[1]);
            }
        }
        return edges.stream().mapToLong(Long::longValue).toArray();
    }
}
