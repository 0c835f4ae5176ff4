-- Tables that have grown a lot since PostgreSQL last looked at them: days of runs and tables of jobs with more than four times the
-- pages they had then. 50 pages, a thousand rows, are too few to matter.
create view grown_table as
  select c.oid::regclass::text as name
    from pg_class c
   where (c.oid in (select inhrelid from pg_inherits where inhparent = 'run'::regclass and not inhdetachpending)
          or c.oid in ('job'::regclass, 'job_version'::regclass, 'batch'::regclass, 'idempotency'::regclass))
     and pg_relation_size(c.oid) > (4 * greatest(c.relpages, 0)::bigint + 50) * current_setting('block_size')::int;

-- What the active timer would find if it looked, a row for each kind, and from when on; it looks for nothing else. Kinds are those
-- of carillon.cluster.Work. Each condition ends at the first row that an index finds, or reads a table of a few rows.
create view timer_work as
  select 'FIRE' as kind, next_fire_at as at
    from (select next_fire_at from job where next_fire_at is not null order by next_fire_at limit 1) j
  union all
  select 'RUNS', '-infinity' where exists (select 1 from run where finished_at is null)
  union all
  select 'PAUSES', paused_until
    from (select paused_until from job where paused_until is not null and state = 'paused' order by paused_until limit 1) p
  union all
  select 'FOLLOWING', '-infinity'
   where exists (select 1
                   from job
                  where next_fire_at is null and spec->'schedule'->>'mode' = 'fixed-delay' and state = 'active')
  union all
  select 'BLACKOUTS', from_at
    from (select min(from_at) as from_at from blackout where policy = 'skip' and until_at > statement_timestamp()) b
   where from_at is not null
  union all
  select 'ACTIONS', '-infinity' where exists (select 1 from run_action where ended_at is null)
  union all
  select 'LIMITS', '-infinity'
   where exists (select 1 from queue where not settled and max_active is not null)
      or exists (select 1 from tenant where not settled and max_active is not null)
  union all
  select 'GROWTH', '-infinity' where exists (select 1 from grown_table);

-- Changes with whatever says from which queues and tenants runs are taken: members read that anew when this is another.
create view settings_mark as
  select (select coalesce(sum(hashtextextended(q::text, 0)), 0) from queue q)
       + (select coalesce(sum(hashtextextended(t::text, 1)), 0) from tenant t)
       + (select coalesce(sum(hashtextextended(h.name, 2)), 0) from held_queue h) as mark;
