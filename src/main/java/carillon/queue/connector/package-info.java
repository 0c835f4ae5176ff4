/**
 * The resource adapter: Redis as a Jakarta connector.
 *
 * <h2>Problem</h2>
 *
 * Ids of due runs must get from the active timer to whichever worker has a free place, within a millisecond, in the order
 * of their priority, and no worker may take more than it can start. Redis may vanish, be wiped or be replaced at any
 * moment, and neither a run nor a worker may get stuck by that.
 *
 * <h2>Model</h2>
 *
 * Each queue is one sorted set, {@code {prefix}:queue:name}, lowest score first. Outbound, the application gets pooled
 * {@link carillon.queue.connector.QueueConnection}s from a {@link carillon.queue.connector.QueueConnectionFactory}; each
 * call is one pipelined round trip. Inbound, an endpoint that implements
 * {@link carillon.queue.connector.RunListener} is served by a few loops, each a long-running Work of the container with a
 * connection of its own: ask what the endpoint can take, pop so many ids across its queues with one command or script,
 * wait half a second for a first one if there is none, deliver. Ids are popped only once there is a place for them, so
 * what is not yet wanted stays visible to all workers.
 *
 * <h2>Failure</h2>
 *
 * Redis is a hand-off, not a store: an id that is popped and then lost with its process, or wiped, is dispatched again
 * from the store, and an id delivered twice is claimed once. Therefore nothing here is acknowledged, and every command
 * may be repeated. What can be avoided is avoided:
 *
 * <ul>
 *   <li>A loop reconnects for ever, pausing 100 ms to 2 s; nothing but deactivation ends it. It logs when Redis is lost
 *       and when it is back, once for all loops.
 *   <li>An endpoint that throws gets its ids put back into their queues, unless they have got a new score there since.
 *   <li>A stop lets a blocked pop run out instead of cutting its connection, and puts back what was popped meanwhile.
 *   <li>An outbound connection that broke is reported to the pool and thrown away; one that broke while it lay in the
 *       pool is replaced unseen.
 *   <li>An outbound call without Redis fails within the connect timeout; a server that hangs, within the socket timeout.
 * </ul>
 *
 * The package is an island: it is packed alone, loaded by another class loader than the application, and imports nothing
 * of Carillon.
 */
package carillon.queue.connector;
