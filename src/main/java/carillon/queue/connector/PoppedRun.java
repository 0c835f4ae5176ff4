package carillon.queue.connector;

/** An id as it was popped, so that it can go back. */
record PoppedRun(QueueLane lane, String runId, double score) {}
