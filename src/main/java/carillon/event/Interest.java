package carillon.event;

import carillon.cluster.Question;
import carillon.queue.QueueChanged;
import carillon.run.JobsChanged;
import carillon.run.RunEvent;
import carillon.run.RunState;
import java.util.UUID;

/**
 * Which events somebody wants; a null leaves that criterion out, and an event that has nothing to do with a criterion that is
 * named is not wanted.
 *
 * @param state the state in which a run is after the event
 */
public record Interest(UUID job, RunState state, String queue) {

    static Interest of(Question.Wanted wanted) {
        RunState state = wanted.state() == null ? null : RunState.valueOf(wanted.state());
        return new Interest(wanted.job(), state, wanted.queue());
    }

    Question.Wanted after(long number, int most) {
        return new Question.Wanted(number, most, job, state == null ? null : state.name(), queue);
    }

    /** True when it leaves every criterion out. */
    boolean inAll() {
        return job == null && state == null && queue == null;
    }

    boolean in(Object happened) {
        if (happened instanceof RunEvent run) {
            return (job == null || job.equals(run.job()))
                    && (state == null || state == run.now())
                    && (queue == null || queue.equals(run.queue()));
        }
        if (happened instanceof JobsChanged.One changed) {
            return state == null
                    && (job == null || job.equals(changed.job()))
                    && (queue == null || queue.equals(changed.queue()));
        }
        return happened instanceof QueueChanged changed
                && job == null
                && state == null
                && (queue == null || queue.equals(changed.queue()));
    }
}
