package carillon.run;

import java.util.List;

/**
 * From where a member may take runs now, as far as it knows.
 *
 * @param queues those that have a place
 * @param tenants those that are not like all others: by their weight, or because they have few places or none
 * @param full true when something waits for a place: it is worth asking again soon
 */
public record Openings(List<Opening> queues, List<Opening> tenants, boolean full) {

    /**
     * A queue or a tenant.
     *
     * @param weight its share beside the others
     * @param most runs that are worth asking for
     */
    public record Opening(String name, int weight, int most) {}
}
