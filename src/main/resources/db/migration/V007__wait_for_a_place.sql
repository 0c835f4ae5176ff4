-- A run that was claimed while its key had no place: it is not handed out again before one is free.
alter table run add column blocked boolean not null default false;

-- The catch-up or backfill it belongs to; null for a run of its own.
alter table run add column batch uuid;

-- What waits, in the order in which it is handed out; also what waits for a place, and what is active.
drop index run_open;
create index run_open on run (queue, blocked, priority desc, due_at) where finished_at is null;

-- Runs of a key that hold a place or come for one. An expression, so that no other index can serve a search for it: the
-- choice does not depend on statistics, which are often taken while no run of a key is open.
drop index run_key;
create index run_key on run ((case when finished_at is null and not blocked then concurrency_key end))
  where (case when finished_at is null and not blocked then concurrency_key end) is not null;

-- Runs that wait for a place of their key, in the order in which they get one: those of batches behind all others.
create index run_blocked on run
    ((case when finished_at is null and blocked then concurrency_key end), (batch is not null), id)
  where (case when finished_at is null and blocked then concurrency_key end) is not null;
