-- One row per member, renewed by its heartbeat.
create table member (
  id           uuid        primary key,
  hazelcast_id uuid,
  name         text        not null,
  host         text        not null,
  port         integer     not null,
  pid          bigint      not null,
  roles        text        not null,
  version      text        not null,
  slots        integer     not null,
  active       integer     not null default 0,
  state        text        not null check (state in ('up', 'draining', 'gone')),
  since        timestamptz not null,
  heartbeat_at timestamptz not null
) with (fillfactor = 50);

-- The right to fire. epoch is a key: taking the lease waits for every transaction that fires under the old epoch (they
-- hold the row FOR KEY SHARE), renewing it does not.
create table timer_lease (
  id         smallint    primary key check (id = 1),
  epoch      bigint      not null unique,
  owner      uuid,
  taken_at   timestamptz not null,
  renewed_at timestamptz not null
) with (fillfactor = 50);

insert into timer_lease (id, epoch, owner, taken_at, renewed_at) values (1, 0, null, now(), now());
