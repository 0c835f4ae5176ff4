package carillon.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Why a run is where it is.
 *
 * @param reason a word for programs; see {@link RunSituation}
 * @param detail a sentence for people
 * @param earliestStart when a waiting run can start at the earliest; null when that is not known, and when it does not wait
 * @param behind up to ten runs whose places it waits for; empty when it waits for none
 */
public record RunWhy(UUID run, RunState state, String reason, String detail, Instant earliestStart, List<UUID> behind) {

    public RunWhy {
        earliestStart = earliestStart == null ? null : earliestStart.truncatedTo(ChronoUnit.MICROS);
    }
}
