/**
 * The active timer's loops: fire, dispatch, sweep, rescue, prune.
 *
 * <p><b>Problem.</b> Every scheduled instant must end as one row, every due run must reach a worker within milliseconds,
 * and neither may depend on what this process remembers, because it may die at any line.
 *
 * <p><b>Model.</b> <em>Fire</em> reads the cursors inside the horizon and writes the rows ahead of their time, together
 * with the cursors' move, under the lease's epoch. <em>Dispatch</em> keeps the rows' ids in memory until their millisecond
 * and then offers them to the queues in Redis. <em>Sweep</em> is the second way for everything: it reads from PostgreSQL
 * what dispatch does not know or Redis has lost. <em>Rescue</em> takes runs back from members that are gone. <em>Prune</em>
 * drops what is past its retention and makes room for the days to come.
 *
 * <p><b>Failures.</b> The memory of a timer is only a short cut: the next one sweeps the same rows. Offering an id twice
 * is harmless, since only the claim counts. While Redis is away, sweep hands ids to members with free slots through the
 * cluster. Any loop's failure is retried for ever; a loop that cannot go on shows in the liveness probe.
 */
package carillon.timer;
