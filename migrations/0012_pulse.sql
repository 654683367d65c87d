-- How the hub is: how long holds took by the minute, and which hubs are at work. Written off the hot path, some seconds
-- later; a hub that is killed loses those seconds. Code that knows nothing of this may run beside it.

create table hold_minutes (
  account_id    uuid not null,
  connection_id uuid not null,
  minute        timestamptz not null,
  asked         integer not null,
  -- Of those asked: how many were told no, for whatever reason.
  declined      integer not null,
  -- How many were answered within each of the steps of src/core/hold-times.ts; the last counts whatever took longer.
  took          integer[] not null,
  primary key (account_id, minute, connection_id)
);
-- For removing what is older than anybody asks for.
create index hold_minutes_by_age on hold_minutes (minute);

create table hubs (
  hub_id     uuid primary key,
  -- Host and process, for whoever runs it.
  name       text not null check (length(name) between 1 and 200),
  version    text not null check (length(version) <= 64),
  started_at timestamptz not null,
  seen_at    timestamptz not null
);
