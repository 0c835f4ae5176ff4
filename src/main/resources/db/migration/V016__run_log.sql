-- What attempts logged, in pieces as they came. A piece's position is how many bytes of its run's log came before it, those
-- included that are not kept: where a piece begins behind the end of the one before, bytes were left out. Partitions are
-- those of run. Nothing is written for a run that logs nothing.
create table run_log (
  run_id   uuid     not null,
  position bigint   not null,
  bytes    integer  not null,
  part     integer  not null, -- number of the piece within its attempt, from 1
  attempt  smallint not null,
  text     text     not null,
  primary key (run_id, position)
) partition by range (run_id);

-- How far an attempt said it is, and which attempt; written by that attempt alone.
alter table run
  add column progress         real,
  add column progress_attempt smallint,
  add column progress_message text;
