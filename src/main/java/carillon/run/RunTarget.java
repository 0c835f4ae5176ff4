package carillon.run;

import carillon.job.Target;
import carillon.platform.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** How rows say which member may perform a run. */
final class RunTarget {

    /** Any member may. */
    static final String ANY = "";

    /** Each member has a run of its own; no row says so, it is turned into one row for each when it is written. */
    static final String ALL = "*";

    /** Names of the members that perform runs now. */
    static final String HERE = "select name from worker_here order by name";

    /** The name for which an open run waits or at which it is; the expression of index run_target. */
    static final String WAITING = "(case when finished_at is null and target <> '' then target end)";

    private RunTarget() {}

    static String of(Target target) {
        if (target.any()) {
            return ANY;
        }
        return target.all() ? ALL : target.members();
    }

    /**
     * The runs as they are written: of one for all members a run for each, or the row that accounts for it when there is
     * no member.
     *
     * @param here asked for the names of the members once, and only if there is a run for all of them
     */
    static List<NewRun> each(List<NewRun> runs, Supplier<List<String>> here) {
        if (runs.stream().noneMatch(run -> run.target().equals(ALL))) {
            return runs;
        }
        List<String> members = here.get();
        List<NewRun> each = new ArrayList<>();
        for (NewRun run : runs) {
            if (!run.target().equals(ALL)) {
                each.add(run);
            } else if (members.isEmpty()) {
                each.add(run.withoutMember());
            } else {
                members.forEach(member -> each.add(run.on(member)));
            }
        }
        return each;
    }

    /** True for the row of a scheduled instant, or one of its rows; false for a run that a request made beside it. */
    static boolean ofInstant(UUID run, UUID job, Instant at, String target) {
        UUID alone = Ids.ofRun(job, at, 0);
        return run.equals(alone) || !target.equals(ANY) && run.equals(Ids.onMember(alone, at, target));
    }
}
