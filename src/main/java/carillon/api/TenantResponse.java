package carillon.api;

import carillon.run.TenantLimits;

/**
 * A tenant as it is shown.
 *
 * @param maxActive runs that may be active at once; null for no bound
 * @param weight its share inside a queue
 */
public record TenantResponse(String id, Integer maxActive, int weight) {

    static TenantResponse of(String id, TenantLimits limits) {
        return new TenantResponse(id, limits.maxActive(), limits.weight());
    }
}
