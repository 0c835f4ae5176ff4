package carillon.cluster;

import java.util.Set;

/**
 * What a member was told when it renewed what it holds.
 *
 * @param alive false when its row is gone, which it must take as a new start
 * @param leased true when the timer's lease was renewed
 * @param work what there is to do for the timer; null when nobody looked
 */
record Pulse(ClusterView view, boolean alive, boolean leased, Set<Work> work) {}
