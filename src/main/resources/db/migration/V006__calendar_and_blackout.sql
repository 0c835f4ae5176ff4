-- Named calendars: time in which jobs that name them do, or do not, fire.
create table calendar (
  tenant     text        not null,
  name       text        not null,
  definition jsonb       not null,
  version    bigint      not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant, name)
);

-- The jobs that a calendar's edit plans again. Jobs without calendars are not in it.
create index job_calendars on job using gin ((spec->'calendars') jsonb_path_ops)
  where deleted_at is null and spec->'calendars' <> '[]'::jsonb;

-- Windows of time in which the runs of queues are held back. There are few; each claim reads them.
create table blackout (
  name       text        primary key,
  from_at    timestamptz not null,
  until_at   timestamptz not null check (until_at > from_at),
  queues     text[],                -- null: all
  reason     text,
  policy     text        not null check (policy in ('hold', 'skip')),
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Those that are not over.
create index blackout_until on blackout (until_at);

-- Queues whose runs are not claimed now, by the database's clock.
create view held_queue as
  select q.name
    from queue q
   where q.paused
      or exists (select 1
                   from blackout b
                  where b.from_at <= statement_timestamp() and b.until_at > statement_timestamp()
                    and (b.queues is null or q.name = any(b.queues)))
   order by q.name;
