-- When members that are gone were last there, by name: what is told of a run that waits for one. Pruned after 90 days.
create table seen_member (
  name    text        primary key,
  host    text        not null,
  seen_at timestamptz not null
);
