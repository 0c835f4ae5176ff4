package carillon.container.jobs;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Works until it is told to come to its end, if it listens, or is interrupted. */
@ApplicationScoped
@Named("heeding-job")
public class HeedingJob implements JobHandler {

    @Override
    public Object handle(JobContext context) throws InterruptedException {
        boolean listens = context.payload(Boolean.class);
        context.log("begun");
        while (!listens || !context.stopping()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Interrupts.TOLD.add(context.run());
                throw e;
            }
        }
        return "stopped with " + (context.remaining().isZero() ? "nothing" : "some time") + " left";
    }
}
