package carillon.job;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * When a job will fire, and when it would under another definition. What is kept, added and removed is told as far as both
 * lists reach.
 *
 * @param before the next firings as the job is, earliest first
 * @param after the next firings as it would be
 * @param kept instants of both
 * @param added instants of {@code after} alone
 * @param removed instants of {@code before} alone
 * @param lookedUntil where the search ended before it had found as many as asked for; null when it did not
 */
public record EditPreview(
        List<JobFiring> before,
        List<JobFiring> after,
        List<Instant> kept,
        List<Instant> added,
        List<Instant> removed,
        Instant lookedUntil) {

    /**
     * @param count a list that is shorter is whole, as far as was looked
     * @param lookedUntil null for as far as there is anything
     */
    static EditPreview of(List<JobFiring> before, List<JobFiring> after, int count, Instant lookedUntil) {
        Instant reach = earlier(end(before, count), end(after, count));
        if (lookedUntil != null) {
            reach = earlier(reach, lookedUntil.minusNanos(1_000));
        }
        List<Instant> old = until(before, reach);
        List<Instant> changed = until(after, reach);
        Set<Instant> both = new HashSet<>(old);
        both.retainAll(changed);
        return new EditPreview(
                before,
                after,
                old.stream().filter(both::contains).toList(),
                changed.stream().filter(at -> !both.contains(at)).toList(),
                old.stream().filter(at -> !both.contains(at)).toList(),
                lookedUntil);
    }

    private static Instant end(List<JobFiring> firings, int count) {
        return firings.size() < count ? Instant.MAX : firings.get(count - 1).at();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static List<Instant> until(List<JobFiring> firings, Instant reach) {
        return firings.stream()
                .map(JobFiring::at)
                .filter(at -> !at.isAfter(reach))
                .toList();
    }
}
