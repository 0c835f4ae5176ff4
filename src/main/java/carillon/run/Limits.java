package carillon.run;

import java.util.Map;

/**
 * The limits there are.
 *
 * @param queues those of queues that have other than none
 * @param tenants those of tenants that have other than none
 */
record Limits(Map<String, QueueLimits> queues, Map<String, TenantLimits> tenants) {

    static final Limits NONE = new Limits(Map.of(), Map.of());

    QueueLimits ofQueue(String name) {
        return queues.getOrDefault(name, QueueLimits.NONE);
    }

    TenantLimits ofTenant(String id) {
        return tenants.getOrDefault(id, TenantLimits.NONE);
    }

    boolean bound() {
        return queues.values().stream().anyMatch(QueueLimits::bounds)
                || tenants.values().stream().anyMatch(limits -> limits.maxActive() != null);
    }
}
