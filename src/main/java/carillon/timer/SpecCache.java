package carillon.timer;

import carillon.run.Cursor;
import carillon.run.Definition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Definitions of the jobs that fire often, by job and version; an edit of a job's calendars gives it a new one. Not
 * thread-safe: the firing loop's own.
 */
final class SpecCache {

    private static final int KEPT = 20_000;

    private final Map<UUID, Known> known = new LinkedHashMap<>(1_024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Known> eldest) {
            return size() > KEPT;
        }
    };

    /** Definitions of the cursors' jobs; those of another version than the kept one are read, all at once. */
    Map<UUID, Definition> of(List<Cursor> cursors, Function<Collection<UUID>, Map<UUID, Definition>> read) {
        Map<UUID, Definition> specs = new HashMap<>();
        List<Cursor> missing = new ArrayList<>();
        for (Cursor cursor : cursors) {
            Known kept = known.get(cursor.job());
            if (kept != null && kept.version() == cursor.version()) {
                specs.put(cursor.job(), kept.spec());
            } else {
                missing.add(cursor);
            }
        }
        if (!missing.isEmpty()) {
            Map<UUID, Definition> found =
                    read.apply(missing.stream().map(Cursor::job).toList());
            missing.forEach(cursor -> keep(cursor, found.get(cursor.job())));
            specs.putAll(found);
        }
        return specs;
    }

    /**
     * A job of one instant is hardly ever asked for again. Should a job change between the reading of its cursor and of its
     * definition, firing it does nothing.
     */
    private void keep(Cursor cursor, Definition spec) {
        if (spec == null || spec.spec().schedule().oneShot()) {
            known.remove(cursor.job());
        } else {
            known.put(cursor.job(), new Known(cursor.version(), spec));
        }
    }

    private record Known(long version, Definition spec) {}
}
