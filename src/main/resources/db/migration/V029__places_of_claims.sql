-- Claims write the rows of limit_place themselves, all of a claim at once: a trigger for each run cost as much as the rest
-- of the claim. What ends an attempt still frees its place by trigger, whatever it is.
drop trigger run_limit_place on run;
drop function keep_limit_place();

create function free_limit_place() returns trigger language plpgsql as $$
begin
  delete from limit_place where run = new.id;
  return null;
end $$;

create trigger run_limit_place after update on run for each row
  when (old.held and old.state = 'active' and not (new.held and new.state = 'active'))
  execute function free_limit_place();
