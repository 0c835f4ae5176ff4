-- Runs that were made together for instants of the past, and can be cancelled as one.
create table batch (
  id           uuid        primary key,
  tenant       text        not null,
  job_id       uuid        not null,
  kind         text        not null check (kind in ('catch-up', 'backfill')),
  from_at      timestamptz not null,
  to_at        timestamptz,          -- null for a catch-up: it ends where the missed instants do
  created_at   timestamptz not null,
  cancelled_at timestamptz
);

create index run_batch on run (batch, id) where batch is not null;

-- The catch-up under way, how many runs it has, and the cursor at which it goes on. Moved together with the cursor, so
-- that the bound holds over turns and changes of the timer.
alter table job add column catch_up uuid;
alter table job add column caught_up integer not null default 0;
alter table job add column caught_until timestamptz;
