package carillon.scenario;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Everything that the database says has happened.
 *
 * @param epoch of the timer's lease
 * @param readAt by the database's clock
 */
record History(List<HistoryJob> jobs, List<HistoryRun> runs, long epoch, Instant readAt) {

    Map<UUID, List<HistoryRun>> runsByJob() {
        return runs.stream().collect(Collectors.groupingBy(HistoryRun::job));
    }

    List<HistoryRun> runsOf(Set<UUID> some) {
        return runs.stream().filter(run -> some.contains(run.job())).toList();
    }

    /** Of those ids. */
    List<HistoryRun> runsWithId(Set<UUID> some) {
        return runs.stream().filter(run -> some.contains(run.id())).toList();
    }
}
