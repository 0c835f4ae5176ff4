-- Who cancelled it by a request; null for none.
alter table run add column cancelled_by text;
