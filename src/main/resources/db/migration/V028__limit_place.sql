-- The places of limits that are taken: a row for each run that is active and held, whatever made it so and whatever ends it.
-- A table of its own, because every claim under a limit counts by it: it is as small as what is active, where table run has a
-- partition for each day that is kept.
create table limit_place (
  run    uuid primary key,
  queue  text not null,
  tenant text not null
);
create index limit_place_queue on limit_place (queue);
create index limit_place_tenant on limit_place (tenant);

create function keep_limit_place() returns trigger language plpgsql as $$
begin
  if new.held and new.state = 'active' then
    insert into limit_place (run, queue, tenant) values (new.id, new.queue, new.tenant);
  else
    delete from limit_place where run = new.id;
  end if;
  return null;
end $$;

create trigger run_limit_place after update on run for each row
  when ((old.held and old.state = 'active') <> (new.held and new.state = 'active'))
  execute function keep_limit_place();

insert into limit_place (run, queue, tenant)
select id, queue, tenant from run where finished_at is null and held and state = 'active';

drop index run_held_queue;
drop index run_held_tenant;
