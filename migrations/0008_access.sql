-- Who may use the broker API, and what they did: tokens for scripts, and the record of every change that a person or a
-- script made. Code that knows only the old columns may run beside it.

-- A token is stored as the hash of its secret; its public id finds the row, before any account is known.
create table access_tokens (
  account_id   uuid not null references accounts,
  token_id     text not null check (length(token_id) = 12),
  name         text not null check (length(name) between 1 and 100),
  scopes       text[] not null check (scopes <@ array['read', 'trade', 'manage'] and cardinality(scopes) > 0),
  secret_hash  bytea not null check (length(secret_hash) = 32),
  created_at   timestamptz not null,
  created_by   text not null check (length(created_by) <= 200),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  -- To the minute: it is not written at every call.
  last_used_at timestamptz,
  primary key (account_id, token_id),
  unique (token_id)
);

-- What people and scripts changed, in their order, for ever. `did` is the deed in words, such as "revoked the token nightly".
create table deeds (
  account_id   uuid not null references accounts,
  deed_id      uuid not null,
  at           timestamptz not null,
  by_kind      text not null check (by_kind in ('person', 'token', 'command_line')),
  -- The person's or the token's id. Null at the command line.
  by_id        text,
  by_name      text not null check (length(by_name) <= 200),
  what         text not null check (what ~ '^[a-z_]+\.[a-z_]+$'),
  did          text not null check (length(did) <= 1000),
  subject_kind text not null check (length(subject_kind) between 1 and 64),
  subject_id   text not null check (length(subject_id) <= 200),
  details      jsonb not null,
  primary key (account_id, deed_id)
);
create index deeds_latest on deeds (account_id, at desc, deed_id desc);
create index deeds_of_subject on deeds (account_id, subject_kind, subject_id, at desc, deed_id desc);

create trigger deeds_are_append_only before update or delete or truncate on deeds
  for each statement execute function refuse_to_forget();
