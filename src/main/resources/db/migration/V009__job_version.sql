-- From where the instants of a job's present version count, so that they can be computed again from the definition
-- alone: those of its rule after counts_after, and before the cursor.
alter table job
  add column counts_after timestamptz not null default now(),
  add column counts_fired bigint      not null default 0,  -- instants that had a row before this version began
  add column paused_by    text;                            -- who paused it; null while it is not

-- What was before is not known: jobs of today count from their cursor on.
update job set counts_after = next_fire_at - interval '1 microsecond' where next_fire_at is not null;
-- The run of a one-shot job that was due within moments was written by its submit, which did not count it.
update job set fired = 1
 where one_shot and fired = 0 and next_fire_at is null and exists (select 1 from run r where r.job_id = job.id);
update job set counts_fired = fired where fired > 0;

-- What a job was before it was changed: one row for each version that is over, written by the change itself.
create table job_version (
  job_id       uuid        not null references job on delete cascade,
  version      bigint      not null,
  fires        boolean     not null, -- false for the time of a pause
  counts_after timestamptz not null, -- its instants lie after this
  counts_until timestamptz not null, -- and not after this
  counts_fired bigint      not null,
  spec         jsonb       not null,
  calendars    jsonb,                -- as they were, in the order in which spec names them; null for none
  ended_at     timestamptz not null,
  ended_as     text        not null check (ended_as in ('edited', 'paused', 'resumed', 'deleted', 'zones', 'calendar')),
  ended_by     text        not null,
  primary key (job_id, version)
);

-- What prune looks at.
create index job_version_until on job_version (counts_until);

-- Which time-zone database the cursors of cron jobs were computed with.
create table zone_data (
  id         smallint    primary key check (id = 1),
  version    text        not null, -- such as 2026b; empty before the first
  changed_at timestamptz not null
);

insert into zone_data (id, version, changed_at) values (1, '', now());
