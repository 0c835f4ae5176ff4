package carillon.queue.connector;

/** A run id that is no longer in Redis, with what is needed to put it back. */
record PoppedRun(String key, String runId, double score) {}
