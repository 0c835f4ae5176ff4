package carillon.api;

import carillon.job.JobSpec;
import carillon.platform.FieldError;
import java.util.List;

/**
 * Body of {@code POST /jobs/bulk}.
 *
 * @param jobs 1 to {@link #MOST} definitions, each with what cannot be read of it
 */
record BulkRequest(List<Entry> jobs) {

    static final int MOST = 1_000;

    /**
     * One definition of many.
     *
     * @param spec null or only part of it when there are errors
     * @param errors empty when it could be read; paths start at the body
     */
    record Entry(JobSpec spec, List<FieldError> errors) {

        boolean readable() {
            return errors.isEmpty();
        }
    }
}
