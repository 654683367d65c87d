-- Sales that a marketplace makes and tells us of: what an order must remember of one, how we reach the marketplace, how
-- far we have read in its list of sales, and what a broker wants done with those that cannot be filled.

alter table orders
  add column confirm_by    timestamptz,
  add column reject_reason text,
  add column unread        boolean not null default false;

alter table connections
  -- Encrypted as a whole: what we prove ourselves with at the marketplace. Null: nothing is ever sent there.
  add column credentials       bytea,
  -- Encrypted as a whole: access that is lent for a while. Whoever renews it holds the lease, because a refresh token
  -- works once.
  add column tokens            bytea,
  add column tokens_lease_ends timestamptz;

-- A notice that is signed names its connection and nothing else.
create unique index connections_by_id on connections (connection_id);

alter table accounts
  -- Null: a person decides about every sale without tickets.
  add column auto_reject            jsonb,
  -- Whether a binding hold may take tickets that are only set aside for a provisional sale.
  add column takes_from_non_binding boolean not null default false;

-- One row for each connection whose marketplace has a list of sales to read. `cursor` is the dialect's own.
create table polls (
  account_id    uuid not null,
  connection_id uuid not null,
  due_at        timestamptz not null,
  cursor        jsonb,
  read_at       timestamptz,
  trouble       text,
  primary key (account_id, connection_id),
  foreign key (account_id, connection_id) references connections
);
create index polls_due on polls (due_at);
