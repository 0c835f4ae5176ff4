/**
 * What happens in the cluster, told to whoever listens.
 *
 * <p><b>Problem.</b> Somebody connected to any member wants to see what happens on all of them, as it happens, and to go on
 * at another member after a break. Runs end twenty thousand times a second: they must not wait for listeners, and the
 * database must not write a row for each thing that happened.
 *
 * <p><b>Model.</b> Each member keeps its own newest events in memory ({@link carillon.event.EventLog}), numbered from 1,
 * and only for as long as somebody listens somewhere. A member with listeners ({@link carillon.event.EventFeed}) asks every
 * member, itself included, for the events after the place of each listener, filtered where they are kept. The place of a listener
 * ({@link carillon.event.Place}) is one number for each member; it is the id of every event that is sent, so that any member can go
 * on from it. How members stand is no event that is kept: a listener is told the whole at its beginning, and each change from
 * there on. How fast queues go is asked the same way: each member counts what it did itself ({@link carillon.event.RunRates}), and
 * who wants to know adds it up ({@link carillon.event.QueueRates}).
 *
 * <p><b>Failures.</b> A member that is gone takes its events with it, and one that keeps no more of them than it has room for
 * drops the oldest. Neither is silent: the numbers tell how many are missing, and a listener gets a {@code gap} in their place, which says
 * that what it knows is out of date. A listener that does not read is not waited for: its place stays behind until it has
 * missed something, and after half a minute without a byte it is dropped.
 */
package carillon.event;
