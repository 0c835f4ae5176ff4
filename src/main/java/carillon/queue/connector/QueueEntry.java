package carillon.queue.connector;

/**
 * One due run on its way to a worker.
 *
 * @param score lower goes first: priority band, then due time
 */
public record QueueEntry(String queue, String runId, double score) {}
