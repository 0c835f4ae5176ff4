-- An attempt that goes on outside of Carillon, at a target that has taken it over: it ends when its target says so, or at this
-- time at the latest. Null: its member performs it. Reset by whatever lets the run begin another attempt.
alter table run
  add column callback_until timestamptz,
  add column heartbeat_at   timestamptz; -- of the last heartbeat by such a target; of an earlier attempt perhaps

-- What the active timer looks at; a claim changes neither column.
create index run_callback on run (callback_until) where callback_until is not null and finished_at is null;

-- What the tokens of attempts are made with: 32 random bytes, the same for all members.
create table cluster_secret (
  id     smallint primary key check (id = 1),
  secret bytea    not null
);

insert into cluster_secret (id, secret)
values (1, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
