-- The first answer to each request that named an Idempotency-Key; kept for a day.
create table idempotency (
  tenant      text        not null,
  key         text        not null,
  fingerprint bytea       not null, -- SHA-256 of the request
  status      smallint,             -- null inside the transaction that makes the answer
  location    text,
  etag        text,
  body        text,
  created_at  timestamptz not null,
  primary key (tenant, key)
);

-- What prune looks at.
create index idempotency_created on idempotency (created_at);

-- Who paused a queue; null while it is not paused.
alter table queue add column paused_by text;
