-- Places of a limit that a member has to itself: as long as it has the row it has at most so many runs of the queue or the
-- tenant active besides those that have a row in limit_place, and need not count them.
create table limit_reserve (
  id        uuid    primary key,
  tenant    boolean not null,
  name      text    not null,
  member    uuid    not null,
  places    integer not null check (places >= 1),
  -- When somebody found no place while this had some: its member is to give it back.
  wanted_at timestamptz
) with (fillfactor = 50);
create unique index limit_reserve_group on limit_reserve (tenant, name, member);

create or replace view timer_work as
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
      or exists (select 1
                   from limit_reserve
                  where wanted_at is not null or member not in (select id from member where state <> 'gone'))
  union all
  select 'GROWTH', '-infinity' where exists (select 1 from grown_table);
