package carillon.ops;

import carillon.run.RunEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes what happens to runs into the log, one line each: the usual as FINE, the rest where an operator sees it. */
@ApplicationScoped
public class RunLog {

    private static final Logger LOG = Logger.getLogger(RunLog.class.getName());

    /** Each second, of those that are not FINE. */
    private static final int MOST_LINES = 100;

    private final LineLimit limit = new LineLimit(MOST_LINES, System::nanoTime);

    void happened(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent event) {
        Level level = RunLine.level(event);
        if (!LOG.isLoggable(level)) {
            return;
        }
        if (level.intValue() <= Level.FINE.intValue()) {
            LOG.log(level, RunLine.of(event));
        } else {
            limited(level, event);
        }
    }

    private void limited(Level level, RunEvent event) {
        switch (limit.judge()) {
            case WRITE -> {
                tellLeftOut();
                LOG.log(level, RunLine.of(event));
            }
            case SAY_THAT_LINES_ARE_LEFT_OUT ->
                LOG.warning(() -> LogLine.of("run-lines-limited")
                        .with("most", MOST_LINES)
                        .with("per", "PT1S")
                        .with("next", "leaving out more of this second; every run is in the database")
                        .toString());
            case LEAVE_OUT -> {}
        }
    }

    private void tellLeftOut() {
        long leftOut = limit.takeLeftOut();
        if (leftOut > 0) {
            LOG.warning(() ->
                    LogLine.of("run-lines-left-out").with("lines", leftOut).toString());
        }
    }
}
