package carillon.run;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import java.util.ArrayList;
import java.util.List;

/**
 * What bounds a tenant, over all queues and members.
 *
 * @param maxActive runs that are active at once, 1 to 1,000,000; null for no bound
 * @param weight share inside a queue beside the other tenants' weights; 1 to 1,000, default 1
 */
public record TenantLimits(Integer maxActive, Integer weight) {

    static final TenantLimits NONE = new TenantLimits(null, null);

    private static final int MOST_ACTIVE = 1_000_000;
    private static final int MOST_WEIGHT = 1_000;

    public TenantLimits {
        weight = weight == null ? 1 : weight;
        List<FieldError> errors = new ArrayList<>();
        QueueLimits.check(errors, "maxActive", maxActive, MOST_ACTIVE);
        QueueLimits.check(errors, "weight", weight, MOST_WEIGHT);
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }
}
