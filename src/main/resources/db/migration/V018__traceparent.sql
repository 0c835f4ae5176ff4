-- The trace that a run belongs to, when the request that made it came with one; else it is made of the run's id.
alter table run add column traceparent text;
