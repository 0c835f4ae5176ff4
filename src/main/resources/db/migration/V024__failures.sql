-- What like failures have in common; written with the end of a run that has failed for good, null for every other.
alter table run add column fingerprint text;

-- Dead letters of one kind, newest first. A run gets into it as it gets into run_dead: when it ends.
create index run_failure on run (fingerprint, id) where dead;
