-- The only instant of a one-shot job had its row before this version began: whatever its calendars say by now, it has none
-- any more. Counting does not tell: a job that was of another kind before has counted other instants.
alter table job add column spent boolean not null default false;
alter table job_version add column spent boolean not null default false;

update job
   set spent = true
 where one_shot and next_fire_at is null and state = 'active' and fired > 0 and fired = counts_fired;

-- Batches, newest first: all of a tenant, and those of a job.
create index batch_created on batch (tenant, created_at, id);
create index batch_job on batch (job_id, created_at, id);

-- Which batches have a run that is not final.
create index run_batch_open on run (batch) where batch is not null and finished_at is null;
