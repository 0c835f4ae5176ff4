-- What was asked for many runs at once, and how far it is. Worked off by the active timer, in steps.
create table run_action (
  id         uuid        primary key,
  tenant     text        not null,
  action     text        not null check (action in ('retry', 'cancel')),
  filter     jsonb       not null,
  reason     text,
  author     text        not null,
  matched    bigint      not null, -- runs that it was for when it was asked for
  done       bigint      not null default 0,
  after      uuid,                 -- the last run that it has come by; null at its beginning
  created_at timestamptz not null,
  ended_at   timestamptz           -- null while it goes on
);

-- What the timer works on.
create index run_action_open on run_action (created_at) where ended_at is null;
