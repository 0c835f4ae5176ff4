-- The name of the only member that may perform the run, which survives its restarts; empty: any member.
alter table run add column target text not null default '';

-- What waits, lane by lane (the runs of a tenant in a queue), and in each what waits for a place, and what waits for one
-- member, apart, by priority and due time. Also what is active.
drop index run_open;
create index run_open on run (queue, tenant, blocked, target, priority desc, due_at) where finished_at is null;

-- Open runs that only one member may perform, by its name. An expression, for the reason of run_key.
create index run_target on run ((case when finished_at is null and target <> '' then target end), due_at)
  where (case when finished_at is null and target <> '' then target end) is not null;

-- Names of the members that perform runs now.
create view worker_here as
  select distinct name
    from member
   where state = 'up' and 'worker' = any(string_to_array(roles, ','))
     and heartbeat_at > statement_timestamp() - interval '10 seconds';
