-- Who may use the broker API, and what they did: people with their roles, sessions and one-time links, tokens for scripts,
-- and the record of every change. Code that knows only the old columns may run beside it.
-- Whatever lets somebody in is stored as a hash: a copy of this database opens nothing.

create table people (
  person_id       uuid primary key,
  email           text not null unique check (email = lower(email) and length(email) between 3 and 254),
  name            text not null check (length(name) between 1 and 100),
  -- `$argon2id$...`, with its salt and its cost.
  password_hash   text not null check (length(password_hash) <= 500),
  password_set_at timestamptz not null,
  created_at      timestamptz not null
);

-- Which person has which role in which account; one person may be in several.
create table memberships (
  account_id uuid not null references accounts,
  person_id  uuid not null references people,
  role       text not null check (role in ('owner', 'operator', 'viewer')),
  since      timestamptz not null,
  primary key (account_id, person_id)
);
create index memberships_of_person on memberships (person_id);

-- A person who is signed in, for one account at a time. Whoever is taken out of an account is out of its sessions too.
create table sessions (
  session_id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  account_id uuid not null,
  person_id  uuid not null,
  started_at timestamptz not null,
  -- Moved on while the session is used, and never past `ends_at`.
  idle_at    timestamptz not null,
  ends_at    timestamptz not null,
  foreign key (account_id, person_id) references memberships on delete cascade
);
create index sessions_of_member on sessions (account_id, person_id);
create index sessions_by_end on sessions (idle_at);

-- Links that let somebody in once: the first owner of a hub that knows nobody, somebody who was invited, somebody who needs
-- another password.
create table one_time_links (
  link_id      uuid primary key,
  token_hash   bytea not null unique check (length(token_hash) = 32),
  kind         text not null check (kind in ('first_owner', 'invitation', 'password')),
  account_id   uuid references accounts,
  -- Who is invited, in which role.
  email        text check (email = lower(email) and length(email) <= 254),
  role         text check (role in ('owner', 'operator', 'viewer')),
  -- Whose password it is for.
  person_id    uuid references people,
  created_at   timestamptz not null,
  created_by   text not null check (length(created_by) <= 200),
  expires_at   timestamptz not null,
  used_at      timestamptz,
  withdrawn_at timestamptz,
  constraint one_time_links_say_whom check (case kind
    when 'first_owner' then num_nonnulls(account_id, email, role, person_id) = 0
    when 'invitation' then num_nonnulls(account_id, email, role) = 3 and person_id is null
    when 'password' then person_id is not null and num_nonnulls(account_id, email, role) = 0
  end)
);
create index one_time_links_of_account on one_time_links (account_id, created_at desc) where account_id is not null;

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
