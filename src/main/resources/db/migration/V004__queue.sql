-- Queues come into being with the first job that names them.
create table queue (
  name          text        primary key,
  paused        boolean     not null default false,
  paused_reason text,
  created_at    timestamptz not null default now()
);

insert into queue (name) values ('default');
