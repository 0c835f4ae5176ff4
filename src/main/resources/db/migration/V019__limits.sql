-- Limits of queues; null: none. While settled is false a limit has just been set, and runs that were claimed before may not
-- be counted yet: nothing of the queue is claimed.
alter table queue
  add column max_active      integer check (max_active >= 1),
  add column rate_per_second double precision check (rate_per_second > 0),
  add column weight          integer not null default 1 check (weight >= 1),
  add column max_backlog     integer check (max_backlog >= 1),
  add column settled         boolean not null default true,
  add column limits_version  bigint  not null default 0;

-- Limits of tenants. A tenant without a row has none.
create table tenant (
  id             text    primary key,
  max_active     integer check (max_active >= 1),
  weight         integer not null default 1 check (weight >= 1),
  settled        boolean not null default true,
  limits_version bigint  not null default 0
);

-- What is left of the rate of a queue: moved by the claims, in their transactions.
create table queue_rate (
  queue  text             primary key references queue on delete cascade,
  tokens double precision not null,
  at     timestamptz      not null
) with (fillfactor = 50);

-- Whose active runs are bounded: such runs take the claim that counts, all others the plain one. In order, so that the plan
-- of a claim does not depend on how many there are.
create view limited_queue as
  select name from queue where max_active is not null or rate_per_second is not null order by name;
create view limited_tenant as
  select id from tenant where max_active is not null order by id;
