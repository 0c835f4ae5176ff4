-- When a run was deleted by request: what it carried and what it went through is gone, the row stays as the account of its
-- instant. Null for every other.
alter table run add column erased_at timestamptz;

alter table run_action
  drop constraint run_action_action_check,
  add constraint run_action_action_check check (action in ('retry', 'cancel', 'delete')),
  add column payload jsonb; -- in place of the one that the runs had; null: the same
