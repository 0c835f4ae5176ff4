-- What lists of jobs are chosen by. Most jobs have no tags and are not paused. Whoever reads a list asks of each row whether the job
-- is deleted, so that as many are read as the list may look at and no more.
create index job_queue on job (tenant, queue, id);
create index job_paused on job (tenant, id) where state = 'paused' and deleted_at is null;

-- Rows of jobs that fire are written again each time: a long list of what is to be added would be worked off by one of those.
create index job_tags on job using gin ((spec->'tags') jsonb_path_ops) with (gin_pending_list_limit = 256)
  where spec->'tags' is not null;

-- With job_spent, what lists of active and of finished jobs are chosen by. Each differs from what the timer's queries ask for, so
-- that none of those can take it, as they might while the table is empty.
create index job_coming on job (id) where next_fire_at is not null and state = 'active' and deleted_at is null;
create index job_past on job (id) where not one_shot and next_fire_at is null and state = 'active' and deleted_at is null;

-- Says which tags are on so many jobs that those are found sooner without the index.
create statistics job_tags_often on (spec->'tags') from job;
