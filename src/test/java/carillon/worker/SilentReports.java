package carillon.worker;

import carillon.handler.AttemptReport;
import carillon.run.ClaimedRun;

/** Reports of attempts that tell nothing. */
final class SilentReports extends Reports {

    @Override
    AttemptReport of(ClaimedRun run) {
        return AttemptReport.NONE;
    }
}
