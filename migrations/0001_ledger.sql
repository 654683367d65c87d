-- The ledger: who sells, what they have, and who owns every ticket.
-- First migration: nothing older may run beside it.

create table accounts (
  account_id uuid primary key,
  name       text not null check (length(name) between 1 and 200),
  created_at timestamptz not null
);

-- The POS systems in which an account's listings stand. `house` is the one inside this database and needs no row.
create table points_of_sale (
  account_id uuid not null references accounts,
  pos        text not null check (length(pos) between 1 and 64),
  -- Encrypted as a whole: it holds the credentials.
  settings   bytea not null,
  created_at timestamptz not null,
  primary key (account_id, pos)
);

create table connections (
  account_id    uuid not null references accounts,
  connection_id uuid not null,
  marketplace   text not null check (length(marketplace) between 1 and 64),
  settings      jsonb not null default '{}',
  created_at    timestamptz not null,
  primary key (account_id, connection_id),
  unique (account_id, marketplace)
);

-- A key is stored as the hash of its secret; its public id finds the row, before any account is known.
create table api_keys (
  account_id    uuid not null,
  connection_id uuid not null,
  key_id        text not null check (length(key_id) = 12),
  secret_hash   bytea not null check (length(secret_hash) = 32),
  created_at    timestamptz not null,
  expires_at    timestamptz,
  revoked_at    timestamptz,
  primary key (account_id, key_id),
  unique (key_id),
  foreign key (account_id, connection_id) references connections
);

-- A ticket group and its tickets. Ticket i is seats[i], and owners[i] says which order owns it.
-- Invariant one-owner-per-ticket: a slot holds one owner or none; a second owner cannot be written down.
-- Counts are never stored. There is no index on owners on purpose: without one, a claim is a HOT update.
create table listings (
  account_id  uuid not null,
  remote_id   text not null check (length(remote_id) between 1 and 128),
  pos         text not null default 'house',
  event       text not null check (length(event) <= 500),
  venue       text not null check (length(venue) <= 500),
  event_at    timestamptz not null,
  section     text check (length(section) <= 100),
  "row"       text check (length("row") <= 100),
  price       bigint not null check (price >= 0),
  currency    text not null check (currency ~ '^[A-Z]{3}$'),
  split       text not null check (split ~ '^(any|pairs|whole|never_leave_one|[0-9]+(;[0-9]+)*)$'),
  -- A null seat is a general-admission place.
  seats       text[] not null,
  owners      uuid[] not null,
  updated_at  timestamptz not null,
  primary key (account_id, remote_id),
  constraint every_seat_has_an_owner_slot check (cardinality(seats) = cardinality(owners))
) with (fillfactor = 70);

-- Tickets as rows, for people and for queries that ask about one ticket.
create view tickets as
  select l.account_id, l.remote_id, t.slot, t.seat, t.owner as order_id
  from listings l, unnest(l.seats, l.owners) with ordinality as t(seat, owner, slot);
