package carillon.handler;

/**
 * What users implement to run a job in Java: a CDI bean with a {@code @Named} name, in the WAR, in a library that is
 * deployed with it, or in another application on the server that carries this jar.
 *
 * <p>It is called on a thread of the container, with an active request context and outside any transaction, and may
 * block. Many threads may call one application-scoped bean at the same time; a dependent bean is made for each call and
 * destroyed after it. Attempts are at least once: what the bean does should be safe to do again.
 */
public interface JobHandler {

    /**
     * Performs one attempt. When the attempt is to end early, its thread is interrupted and
     * {@link JobContext#cancelled()} turns true.
     *
     * @return the result to keep with the run, written as JSON (JSON-B), at most 64 KiB of it; null for none. A larger
     *     one, or one that cannot be written, fails the run at once.
     * @throws PermanentFailureException to fail the run at once, without another attempt
     * @throws Exception any other failure, which is retried as the job's retry policy says
     */
    Object handle(JobContext context) throws Exception;
}
