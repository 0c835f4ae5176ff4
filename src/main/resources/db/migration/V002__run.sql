create type run_state as enum ('scheduled', 'active', 'retrying', 'succeeded', 'failed', 'cancelled', 'skipped');

-- One row for each job and scheduled instant. The id is made of both (its first 48 bits are the instant in
-- milliseconds), so that the primary key lets an instant in once, and ranges of ids are ranges of time: partitions are
-- days, and retention drops them. Columns go by width, so that rows have no holes.
--
-- state is in no index and in no index's condition: a claim then changes no index (a heap-only update). What is open is
-- told by finished_at, what is a dead letter by dead.
create table run (
  id              uuid        not null,
  job_id          uuid        not null,
  member          uuid,                          -- of the newest attempt
  scheduled_at    timestamptz not null,
  due_at          timestamptz not null,          -- when the next attempt may start
  fired_at        timestamptz not null,
  claimed_at      timestamptz,                   -- of the newest attempt
  started_at      timestamptz,                   -- of the newest attempt
  finished_at     timestamptz,                   -- null while open
  epoch           bigint      not null,          -- of the timer that fired it; 0: a caller's request did
  state           run_state   not null,
  priority        smallint    not null,
  attempt         smallint    not null default 0, -- number of the newest attempt: the fencing token
  forgiven        smallint    not null default 0, -- attempts that are no failure of the job: crashes, hand-backs
  crashes         smallint    not null default 0,
  dead            boolean     not null default false,
  tenant          text        not null,
  queue           text        not null,
  concurrency_key text,                          -- runs of one key are claimed one after another; null: no bound
  reason          text,
  error           text,
  payload         jsonb,                         -- in place of the job's; null: the job's
  result          jsonb,
  attempts        jsonb,                         -- earlier attempts, oldest first; the newest is in the columns
  primary key (id)
) partition by range (id);

-- Runs of a job, newest first; the ledger.
create index run_job on run (job_id, id);

-- What waits, in the order in which it is handed out; also what is active, for rescue.
create index run_open on run (queue, priority desc, due_at) where finished_at is null;

-- Open runs that may not overlap.
create index run_key on run (concurrency_key, id) where finished_at is null and concurrency_key is not null;

-- Dead letters, newest first.
create index run_dead on run (id) where dead;
