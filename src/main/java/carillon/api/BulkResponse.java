package carillon.api;

import carillon.job.Job;
import carillon.platform.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Answer to {@code POST /jobs/bulk}.
 *
 * @param results one for each entry, in its order
 */
public record BulkResponse(int created, int refused, List<Result> results) {

    /**
     * What became of one entry.
     *
     * @param index of the entry, from 0
     * @param id null when it was refused, as all but {@code errors}
     * @param errors empty when it was created; paths start at the body
     */
    public record Result(int index, UUID id, String name, Instant nextFireAt, List<FieldError> errors) {

        static Result created(int index, Job job) {
            return new Result(index, job.id(), job.name(), job.nextFireAt(), List.of());
        }

        static Result refused(int index, List<FieldError> errors) {
            return new Result(index, null, null, null, errors);
        }
    }

    static BulkResponse of(List<Result> results) {
        int created =
                (int) results.stream().filter(result -> result.id() != null).count();
        return new BulkResponse(created, results.size() - created, results);
    }
}
