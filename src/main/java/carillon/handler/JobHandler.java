package carillon.handler;

/**
 * What users implement to run a job in Java: a CDI bean with a {@link jakarta.inject.Named} name, in the WAR or in a
 * library that is deployed with it.
 *
 * <p>It is called on a thread of the container's managed executor, outside any transaction, and may block. Attempts are
 * at least once: what it does should be safe to do again.
 */
public interface JobHandler {

    /**
     * Performs one attempt.
     *
     * @return the result to keep with the run, written as JSON; null for none
     * @throws PermanentFailureException to fail the run at once, without another attempt
     * @throws Exception any other failure, which is retried as the job's retry policy says
     */
    Object handle(JobContext context) throws Exception;
}
