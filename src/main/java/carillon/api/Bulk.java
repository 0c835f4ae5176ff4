package carillon.api;

import carillon.job.JobSpec;
import carillon.platform.FieldError;
import carillon.run.JobControl.Submitted;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Submits the readable entries of a bulk request, and puts their results among those of the others. */
final class Bulk {

    private Bulk() {}

    /**
     * @param submitting stores all that hold in one transaction, with one result for each in its order
     */
    static BulkResponse submit(BulkRequest request, Function<List<JobSpec>, List<Submitted>> submitting) {
        List<JobSpec> readable = request.jobs().stream()
                .filter(BulkRequest.Entry::readable)
                .map(BulkRequest.Entry::spec)
                .toList();
        Iterator<Submitted> submitted =
                (readable.isEmpty() ? List.<Submitted>of() : submitting.apply(readable)).iterator();
        List<BulkResponse.Result> results = new ArrayList<>();
        for (BulkRequest.Entry entry : request.jobs()) {
            int index = results.size();
            results.add(
                    entry.readable()
                            ? result(index, submitted.next())
                            : BulkResponse.Result.refused(index, entry.errors()));
        }
        return BulkResponse.of(results);
    }

    private static BulkResponse.Result result(int index, Submitted submitted) {
        if (submitted.job() != null) {
            return BulkResponse.Result.created(index, submitted.job());
        }
        List<FieldError> errors = FieldPath.ROOT.field("jobs").entry(index).above(submitted.errors());
        return BulkResponse.Result.refused(index, errors);
    }
}
