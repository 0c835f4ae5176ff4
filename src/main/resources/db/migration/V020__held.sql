-- True from a claim that counted: while active the run takes a place of its queue and of its tenant. Always false for runs of
-- queues and tenants without a limit, so that their claims change no index.
alter table run add column held boolean not null default false;

-- What a claim counts. Expressions, so that no other index can serve a search for them; see run_key.
create index run_held_queue on run ((case when finished_at is null and held then queue end))
  where (case when finished_at is null and held then queue end) is not null;
create index run_held_tenant on run ((case when finished_at is null and held then tenant end))
  where (case when finished_at is null and held then tenant end) is not null;
