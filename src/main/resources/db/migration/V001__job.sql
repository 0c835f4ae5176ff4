-- Definitions of jobs. The cursor next_fire_at is the earliest instant that has no run row yet.
create table job (
  id            uuid        primary key,
  tenant        text        not null,
  name          text        not null,
  queue         text        not null,
  priority      smallint    not null check (priority between 0 and 9),
  state         text        not null check (state in ('active', 'paused')),
  spec          jsonb       not null,
  payload       jsonb,
  next_fire_at  timestamptz,
  fired         bigint      not null default 0,   -- scheduled instants that have a row
  one_shot      boolean     not null,             -- at most one instant, and it is in the table when next_fire_at is null
  paused_reason text,
  paused_until  timestamptz,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  deleted_at    timestamptz,                      -- kept while its runs are
  version       bigint      not null
);

-- A name is free again as soon as its job is deleted.
create unique index job_name on job (tenant, name) where deleted_at is null;

-- What the active timer reads: by what is due, not by what exists.
create index job_due on job (next_fire_at) where next_fire_at is not null;

-- Pauses that end by themselves.
create index job_paused_until on job (paused_until) where paused_until is not null;

-- What prune looks at: one-shot jobs whose instant has its row.
create index job_spent on job (id) where one_shot and next_fire_at is null;

-- Jobs that count from the end of their last run, while that run is open or its end has not yet set the next instant.
create index job_following on job (id)
  where next_fire_at is null and spec->'schedule'->>'mode' = 'fixed-delay' and state = 'active';

-- What prune looks at: deleted jobs, kept as long as their runs are.
create index job_deleted on job (id) where deleted_at is not null;
