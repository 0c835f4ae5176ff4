/**
 * Who is alive, who may be the timer, and commands between members.
 *
 * <p><b>Problem.</b> Exactly one member should fire, at once after another has died, and never two, whatever the network
 * and the garbage collector do. Hazelcast knows quickly who is there, but may split into two clusters that each think
 * they are all; PostgreSQL is one, but only tells that somebody has been silent for a while.
 *
 * <p><b>Model.</b> Hazelcast <em>nominates</em>: the oldest of its members that has the timer role and whose heartbeat in
 * the database is fresh; anybody, once a free lease has been left lying for a second. PostgreSQL <em>authorises</em>: the row {@code timer_lease} names the owner and an epoch that
 * grows with each change of owner. The owner renews it with its heartbeat, each 0.65 s. A nominee takes the lease when it is free, or was not
 * renewed for three seconds, or for one second while Hazelcast has seen its owner leave. All ages are the database's own
 * differences of its own clock.
 *
 * <p><b>Failures.</b>
 * <ul>
 *   <li>The owner dies: Hazelcast sees it leave in about half a second, the next takes the lease when it is a second old.
 *   <li>The owner is frozen and wakes up: every statement that fires carries the epoch and finds it gone. By its own
 *       monotonic clock the owner holds back from 0.9 s after its last renewal on, before anybody may take the lease.
 *   <li>A statement of the old owner is under way while the lease is taken: it holds the lease's row {@code for key
 *       share}, and taking changes a key, so the new owner waits for the old one's statement to end.
 *   <li>Hazelcast splits: two nominees, one lease. A lease that is renewed is not taken, so they do not fight.
 *   <li>PostgreSQL is away: nobody fires, everybody retries; a member that was silent for eight seconds stops its attempts
 *       itself, before others may rescue them at ten.
 * </ul>
 */
package carillon.cluster;
